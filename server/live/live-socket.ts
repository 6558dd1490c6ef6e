import type { DefaultEventsMap, Namespace, Socket } from "socket.io";
import type { LiveToPage, PageToLive } from "../../shared/protocol/live.ts";

export type LiveNamespace = Namespace<PageToLive, LiveToPage, DefaultEventsMap, unknown>;
export type LiveSocket = Socket<PageToLive, LiveToPage, DefaultEventsMap, unknown>;

/** Sockets that get a stream's media: those that keep up. */
export const mediaRoom = (tile: number): string => `media:${tile}`;
/** Sockets that watch a stream, whether or not they keep up: they get its states. */
export const watchRoom = (tile: number): string => `watch:${tile}`;

/**
 * Bytes accepted for this socket and not yet given to the kernel. Socket.IO
 * has no figure for it (socketio/socket.io#4435); it is what engine.io queues
 * while its transport is busy, plus what the WebSocket itself holds.
 */
export function bufferedBytes(socket: LiveSocket): number {
  const connection = socket.conn as unknown as EngineInternals;
  let sumBytes = 0;
  for (const { data } of connection.writeBuffer) {
    if (typeof data === "string") sumBytes += data.length;
    else if (ArrayBuffer.isView(data)) sumBytes += data.byteLength;
  }
  return sumBytes + (connection.transport.socket?.bufferedAmount ?? 0);
}

/** Private fields of engine.io 6.6 that this depends on; the slow-viewer test fails if they move. */
interface EngineInternals {
  writeBuffer: readonly { data?: unknown }[];
  transport: { socket?: { bufferedAmount: number } };
}
