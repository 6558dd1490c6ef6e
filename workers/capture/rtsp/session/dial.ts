import { connect, type Socket } from "node:net";
import { RtspError } from "../rtsp-error.ts";

const TCP_KEEPALIVE_MS = 30_000;

/** Opens a TCP connection; rejects with the signal's reason or RtspError "unreachable". */
export function dial(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS });
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
