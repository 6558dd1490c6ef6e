import { connect, type Socket } from "node:net";
import { RtspError } from "../rtsp-error.ts";

const TCP_KEEPALIVE_MS = 30_000;

/** A read that brings this much was full: more is waiting. */
export const READ_BUFFER_BYTES = 256 * 1024;
/**
 * All sockets read into this: what a read brings is used up before the next read of any of them. Fresh memory for
 * every read (64 KB, whatever it brings) made the garbage collector the largest cost of pulling.
 */
const readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);

/** Opens a TCP connection; the chunk of a "data" event is only good until its listener returns. Rejects with the signal's reason or RtspError "unreachable". */
export function dial(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onread = { buffer: readBuffer, callback: (bytes: number) => socket.emit("data", readBuffer.subarray(0, bytes)) };
    const socket: Socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS, onread });
    const onAbort = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      signal.removeEventListener("abort", onAbort);
      reject(new RtspError("unreachable", `expected a camera at ${host}:${port}, got ${error.code ?? error.message}; check address, power and network`, { cause: error }));
    });
    socket.once("connect", () => {
      signal.removeEventListener("abort", onAbort);
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}
