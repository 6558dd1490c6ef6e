import type { DefaultEventsMap, Namespace, Socket } from "socket.io";
import type { Capability } from "../../shared/domain/capability.ts";
import { MAX_BATCH_BYTES } from "../../shared/protocol/ingest-record.ts";
import type { CaptureToServer, ServerToCapture } from "../../shared/protocol/ingest.ts";

export type IngestNamespace = Namespace<CaptureToServer, ServerToCapture, DefaultEventsMap, unknown>;
export type IngestSocket = Socket<CaptureToServer, ServerToCapture, DefaultEventsMap, unknown>;

/** Who may use each event. The token comes with `open`, one per camera; the other events reach only streams opened so. */
const EVENTS: Readonly<Record<keyof CaptureToServer, Capability>> = {
  open: "footage.push",
  records: "footage.push",
  status: "footage.push",
  close: "footage.push",
};

/** For the access guard (P16). */
export const INGEST_ACCESS = { connect: "footage.push", events: EVENTS, proof: "camera-token" } as const;

/** `maxHttpBufferSize` for the Socket.IO server: just above the largest batch, so that a larger message is cut off while it is still arriving. */
export const INGEST_MESSAGE_LIMIT_BYTES = MAX_BATCH_BYTES + 64 * 1024;

/** The part of a `ws` WebSocket that back-pressure and probing need. */
interface WebSocketParts {
  pause(): void;
  resume(): void;
  ping(): void;
  once(event: "pong", listener: () => void): void;
  off(event: "pong", listener: () => void): void;
}

/** Private fields of engine.io 6.6 that this depends on; the stalled-disk test fails if they move. */
function webSocketOf(socket: IngestSocket): WebSocketParts | undefined {
  return (socket.conn as unknown as { transport: { socket?: WebSocketParts } }).transport.socket;
}

/** Stops reading: TCP then holds the sender back, and nothing of it gathers here. */
export function pauseReading(socket: IngestSocket): void {
  webSocketOf(socket)?.pause();
}

export function resumeReading(socket: IngestSocket): void {
  webSocketOf(socket)?.resume();
}

/** Sends a WebSocket ping, which every client answers by itself; returns how to stop waiting for the answer. */
export function pingPeer(socket: IngestSocket, onAnswer: () => void): () => void {
  const webSocket = webSocketOf(socket);
  webSocket?.once("pong", onAnswer);
  webSocket?.ping();
  return () => webSocket?.off("pong", onAnswer);
}
