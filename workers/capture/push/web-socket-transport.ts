import { NodeWebSocket } from "socket.io-client";

/**
 * How frames to the centre are masked (RFC 6455 section 5.3). `random` is the
 * RFC's word: an unpredictable key a frame, so that a script in a browser cannot
 * put bytes of its choice before a proxy that takes them for HTTP and caches the
 * other side's answer. Here no script runs and the other side is our own centre,
 * whose answers nobody chooses; under TLS no proxy sees a byte. So `zero`, a key
 * of four zero bytes, is the default: both ends then leave the payload as it is.
 */
export type FrameMask = "zero" | "random";

class UnmaskedWebSocket extends NodeWebSocket {
  override createSocket(uri: string, protocols: string | string[] | undefined, options: object): unknown {
    return super.createSocket(uri, protocols, { ...options, generateMask: leaveZero });
  }
}

/** `ws` hands a buffer of zeros to be filled. */
function leaveZero(): void {}

/** The transport class for Socket.IO's `transports`. */
export function webSocketTransport(mask: FrameMask): typeof NodeWebSocket {
  return mask === "zero" ? UnmaskedWebSocket : NodeWebSocket;
}
