import type { IngestHandshake, IngestRefusal, OpenReply, Refused } from "../../shared/protocol/ingest.ts";
import type { CameraStream } from "./camera-stream.ts";
import { pauseReading, pingPeer, resumeReading, type IngestSocket } from "./ingest-socket.ts";
import type { Readable } from "./read-pressure.ts";
import { refuse } from "./refusal.ts";
import { Strikes } from "./strikes.ts";

const LAST_HANDLE = 0xffff;

/** One capture connection and the streams it holds. */
export class CaptureLink implements Readable {
  readonly socket: IngestSocket;
  readonly peer: IngestHandshake;
  readonly strikes: Strikes;
  /** Bytes of batches that arrived and are not answered. */
  inFlightBytes = 0;
  #streams = new Map<number, CameraStream>();
  #nextHandle = 0;

  constructor(socket: IngestSocket, peer: IngestHandshake, strikesBeforeCut: number) {
    this.socket = socket;
    this.peer = peer;
    this.strikes = new Strikes(strikesBeforeCut);
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  get streams(): ReadonlyMap<number, CameraStream> {
    return this.#streams;
  }

  streamOf = (handle: number): CameraStream | undefined => this.#streams.get(handle);

  /** The handle under which this connection sends the stream; the same when it asks again. Null when all are used up. */
  hold(stream: CameraStream): number | null {
    for (const [handle, held] of this.#streams) if (held === stream) return handle;
    if (this.#nextHandle > LAST_HANDLE) return null;
    const handle = this.#nextHandle;
    this.#nextHandle += 1;
    this.#streams.set(handle, stream);
    return handle;
  }

  letGo(handle: number): CameraStream | undefined {
    const stream = this.#streams.get(handle);
    this.#streams.delete(handle);
    return stream;
  }

  pause(): void {
    pauseReading(this.socket);
  }

  resume(): void {
    resumeReading(this.socket);
  }

  /** Takes a stream away and tells the worker why. */
  takeAway(stream: CameraStream, reason: IngestRefusal, message: string): void {
    for (const [streamHandle, held] of this.#streams) {
      if (held !== stream) continue;
      this.#streams.delete(streamHandle);
      this.socket.emit("closed", { streamHandle, reason, message });
    }
  }

  /** Whether the other end still answers, asked by a WebSocket ping. Never rejects. */
  answersWithin(limit: Promise<unknown>): Promise<boolean> {
    if (!this.connected) return Promise.resolve(false);
    return new Promise((resolve) => {
      const stop = pingPeer(this.socket, () => resolve(true));
      void limit.then(() => {
        stop();
        resolve(false);
      });
    });
  }

  opened(stream: CameraStream): OpenReply | Refused {
    const streamHandle = this.hold(stream);
    if (streamHandle === null) return refuse("bad-request", `expected at most ${LAST_HANDLE + 1} opens on one connection: reconnect`);
    const { number, head } = stream.durable;
    return { ok: true, streamHandle, nextNumber: number + 1, head: Buffer.from(head).toString("hex") };
  }
}
