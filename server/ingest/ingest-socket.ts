import type { DefaultEventsMap, Namespace, Socket } from "socket.io";
import type { Capability } from "../../shared/domain/capability.ts";
import type { SpareMemory } from "../../shared/node/memory/spare-memory.ts";
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
  _receiver?: ReceiverParts;
}

/** The part of a `ws` Receiver that puts the payload of a frame together. */
interface ReceiverParts {
  /** What arrived and is not consumed. */
  _buffers: Uint8Array[];
  /** Of the frame that is arriving. */
  _payloadLength: number;
  /** Called with every piece that arrives of a payload; takes it off `_buffers` when it is whole, without a copy where it is one piece. */
  getData(callback: (error?: Error) => void): void;
}

/** Smaller messages are answers and openings: not worth a piece of memory each. */
const REUSE_FROM_BYTES = 64 * 1024;
/** Larger ones are rare, and memory is not set aside for what a sender only announces. */
export const REUSE_UP_TO_BYTES = 4 * 1024 * 1024;

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

/**
 * Has batches put together, piece by piece as they arrive, in memory that was
 * used before; whoever is done with one gives it back. Without it every batch
 * and every piece it waits for is work for the collector: measured as a sixth
 * of all CPU. Depends on `ws` 8 privately, and a test says so.
 */
export function receiveInto(socket: IngestSocket, memory: SpareMemory): void {
  const receiver = webSocketOf(socket)?._receiver;
  if (receiver === undefined) return;
  const getData = receiver.getData.bind(receiver);
  let message: Buffer | null = null;
  let filledBytes = 0;
  receiver.getData = (callback) => {
    const sizeBytes = receiver._payloadLength;
    if (sizeBytes >= REUSE_FROM_BYTES && sizeBytes <= REUSE_UP_TO_BYTES) {
      const arrived = message === null ? receiver._buffers : receiver._buffers.slice(1);
      message ??= Buffer.from(memory.take(sizeBytes).buffer, 0, sizeBytes);
      const rest: Uint8Array[] = [];
      for (const piece of arrived) {
        const part = piece.subarray(0, sizeBytes - filledBytes);
        message.set(part, filledBytes);
        filledBytes += part.byteLength;
        if (part.byteLength < piece.byteLength) rest.push(piece.subarray(part.byteLength));
      }
      receiver._buffers = [message.subarray(0, filledBytes), ...rest];
      if (filledBytes === sizeBytes) [message, filledBytes] = [null, 0];
    }
    getData(callback);
  };
}

/** Sends a WebSocket ping, which every client answers by itself; returns how to stop waiting for the answer. */
export function pingPeer(socket: IngestSocket, onAnswer: () => void): () => void {
  const webSocket = webSocketOf(socket);
  webSocket?.once("pong", onAnswer);
  webSocket?.ping();
  return () => webSocket?.off("pong", onAnswer);
}
