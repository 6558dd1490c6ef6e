import { io, type Socket } from "socket.io-client";
import { crc32 } from "../../shared/node/chain/crc32.ts";
import { encodeBatch } from "../../shared/protocol/ingest-record-codec.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import { INGEST_NAMESPACE, INGEST_PROTOCOL, type OpenReply, type RecordsReply } from "../../shared/protocol/ingest.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { webSocketTransport } from "../../workers/capture/push/web-socket-transport.ts";
import { epochOf } from "./capture-client.ts";
import type { SeededCamera } from "./seed-cameras.ts";
import { ORIGIN_US, testRecord } from "./test-record.ts";

const MAX_BATCH_RECORDS = 64;
const WINDOW_BYTES = 4 * 1024 * 1024;
const RETRY_MS = 100;

export interface LoadSiteOptions {
  url: string;
  siteName: string;
  cameras: readonly SeededCamera[];
  fragmentBytes: number;
  fragmentMs: number;
  /** Sites do not beat in time with one another: when this one's first fragment is due. */
  startsAfterMs: number;
  /** Milliseconds from a batch's sending to its acknowledgement. */
  onAck: (latencyMs: number, records: number, bytes: number) => void;
}

interface LoadCamera extends SeededCamera {
  /** null until the server said. */
  handle: number | null;
  nextNumber: number;
  /** Everything up to here was acknowledged: it must never be lost (P1). */
  ackedNumber: number;
}

/** One site's connection: its cameras give a fragment every `fragmentMs`, which travel together, and are sent again from wherever the server is after a cut. */
export class LoadSite {
  readonly cameras: LoadCamera[];
  readonly refusals: string[] = [];
  #options: LoadSiteOptions;
  #socket: Socket;
  #startedMs: number;
  #pausedAtMs: number | null = null;
  #inFlightBytes = 0;
  #opening = false;
  #stopped = new AbortController();

  constructor(options: LoadSiteOptions) {
    this.#options = options;
    this.cameras = options.cameras.map((camera) => ({ ...camera, handle: null, nextNumber: 1, ackedNumber: 0 }));
    const auth = { protocol: INGEST_PROTOCOL, siteName: options.siteName, agent: "load/1" };
    this.#socket = io(options.url + INGEST_NAMESPACE, { transports: [webSocketTransport("zero")], forceNew: true, auth, reconnectionDelay: 50, reconnectionDelayMax: 200 });
    this.#socket.on("connect", () => void this.#openAll());
    this.#socket.on("disconnect", () => {
      this.#inFlightBytes = 0;
      for (const camera of this.cameras) camera.handle = null;
    });
    this.#startedMs = systemClock.monotonicMs() + options.startsAfterMs;
    void this.#beat();
  }

  /** The cameras' time stands still: nothing new falls due, what is in flight is still answered. */
  pause(): void {
    this.#pausedAtMs ??= systemClock.monotonicMs();
  }

  resume(): void {
    if (this.#pausedAtMs !== null) this.#startedMs += systemClock.monotonicMs() - this.#pausedAtMs;
    this.#pausedAtMs = null;
  }

  stop(): void {
    this.#stopped.abort();
    this.#socket.disconnect();
  }

  async #beat(): Promise<void> {
    const { startsAfterMs, fragmentMs } = this.#options;
    const { signal } = this.#stopped;
    await systemClock.sleep(startsAfterMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    signal.addEventListener("abort", systemClock.every(fragmentMs, () => this.#pump()), { once: true });
  }

  /** Asks where the server is for every stream, until it has said so for all. */
  async #openAll(): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    for (const camera of this.cameras) camera.handle = null;
    while (this.#socket.connected && this.cameras.some(({ handle }) => handle === null)) {
      await Promise.all(this.cameras.filter(({ handle }) => handle === null).map((camera) => this.#open(camera)));
      if (this.cameras.some(({ handle }) => handle === null)) await systemClock.sleep(RETRY_MS);
    }
    this.#opening = false;
    this.#pump();
  }

  async #open(camera: LoadCamera): Promise<void> {
    const request = { cameraId: camera.cameraId, role: "main", token: camera.token, epoch: epochOf(camera), originUs: ORIGIN_US };
    const reply = await (this.#socket.timeout(5000).emitWithAck("open", request) as Promise<OpenReply>).catch(() => null);
    if (reply === null) return;
    if (!reply.ok) {
      this.refusals.push(`${reply.reason}: ${reply.message}`);
      return;
    }
    if (reply.nextNumber <= camera.ackedNumber) {
      throw new Error(`${camera.cameraId}: record ${camera.ackedNumber} was acknowledged, and the server wants ${reply.nextNumber} again: it was lost`);
    }
    camera.handle = reply.streamHandle;
    camera.nextNumber = reply.nextNumber;
  }

  #pump(): void {
    const nowMs = this.#pausedAtMs ?? systemClock.monotonicMs();
    const due = Math.floor((nowMs - this.#startedMs) / this.#options.fragmentMs);
    while (this.#socket.connected && !this.#opening && this.#inFlightBytes < WINDOW_BYTES) {
      const records = this.#gather(due);
      if (records.length === 0) return;
      void this.#send(encodeBatch(records, crc32), records.length);
    }
  }

  #gather(due: number): StreamRecord[] {
    const records: StreamRecord[] = [];
    for (let found = true; found && records.length < MAX_BATCH_RECORDS; ) {
      found = false;
      for (const camera of this.cameras) {
        if (camera.handle === null || camera.nextNumber > due || records.length === MAX_BATCH_RECORDS) continue;
        records.push(testRecord(camera.handle, camera.nextNumber, this.#options.fragmentBytes));
        camera.nextNumber += 1;
        found = true;
      }
    }
    return records;
  }

  async #send(batch: Uint8Array, records: number): Promise<void> {
    this.#inFlightBytes += batch.byteLength;
    const sentMs = systemClock.monotonicMs();
    const reply = await new Promise<RecordsReply | null>((resolve) => {
      this.#socket.once("disconnect", resolveNull);
      function resolveNull(): void {
        resolve(null);
      }
      this.#socket.emit("records", batch, (answered: RecordsReply) => {
        this.#socket.off("disconnect", resolveNull);
        resolve(answered);
      });
    });
    if (reply === null) return;
    this.#inFlightBytes -= batch.byteLength;
    if (reply.ok) {
      this.#noteDurable(reply.durable);
      this.#options.onAck(systemClock.monotonicMs() - sentMs, records, batch.byteLength);
      return;
    }
    this.refusals.push(`${reply.reason}: ${reply.message}`);
    await systemClock.sleep(RETRY_MS);
    if (this.#socket.connected) await this.#openAll();
  }

  #noteDurable(durable: readonly [number, number][]): void {
    for (const [handle, number] of durable) {
      const camera = this.cameras.find((each) => each.handle === handle);
      if (camera !== undefined) camera.ackedNumber = Math.max(camera.ackedNumber, number);
    }
  }
}
