import { io, type Socket } from "socket.io-client";
import { encodeBatch } from "../../shared/protocol/ingest-record-codec.ts";
import {
  INGEST_NAMESPACE,
  INGEST_PROTOCOL,
  OpenReply,
  RecordsReply,
  type CaptureToServer,
  type IngestRefusal,
  type OpenRequest,
  type ServerToCapture,
} from "../../shared/protocol/ingest.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { crc32 } from "./crc32.ts";
import type { RecordQueue } from "./record-queue.ts";

export type LinkState =
  | { kind: "connecting" }
  | { kind: "streaming" }
  | { kind: "resending" }
  | { kind: "offline" }
  | { kind: "waiting"; message: string }
  | { kind: "refused"; message: string };

/** These will not pass by waiting: a person has to change something. */
const FINAL: ReadonlySet<IngestRefusal> = new Set<IngestRefusal>(["bad-request", "protocol-version", "wrong-token", "owned-elsewhere", "chain-broken", "too-large"]);
const REPLY_TIMEOUT_MS = 15_000;
const RETRY_MS = 2000;
const FIRST_CREDIT_BYTES = 1_000_000;

/** Sends a queue's records in order, within the centre's credit; after a cut it opens again and resends from where the centre is. */
export class PushLink {
  state: LinkState = { kind: "connecting" };
  confirmedNumber = 0;
  #request: OpenRequest;
  #queue: RecordQueue;
  #clock: Clock;
  #changed: () => void;
  #socket: Socket<ServerToCapture, CaptureToServer>;
  #handle: number | null = null;
  #nextNumber = 1;
  #creditBytes = FIRST_CREDIT_BYTES;
  #sending = false;
  #closed = false;

  constructor(request: OpenRequest, queue: RecordQueue, clock: Clock, changed: () => void) {
    this.#request = request;
    this.#queue = queue;
    this.#clock = clock;
    this.#changed = changed;
    const auth = { protocol: INGEST_PROTOCOL, siteName: location.host, agent: "mingjian-page/1" };
    this.#socket = io(INGEST_NAMESPACE, { transports: ["websocket"], auth, reconnectionDelay: 500, reconnectionDelayMax: 8000 });
    this.#socket.on("connect", () => void this.#open());
    this.#socket.on("disconnect", () => this.#lost());
    this.#socket.on("connect_error", (error) => this.#unreachable(error));
    this.#socket.on("credit", ({ inFlightBytes }) => {
      this.#creditBytes = inFlightBytes;
      this.pump();
    });
    this.#socket.on("closed", ({ reason, message }) => {
      this.#handle = null;
      if (FINAL.has(reason)) this.#become({ kind: "refused", message });
      else void this.#later(() => this.#open());
    });
  }

  /** Something was queued. */
  pump(): void {
    if (!this.#sending) void this.#send();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#handle !== null && this.#socket.connected) {
      const closed = this.#socket.timeout(RETRY_MS).emitWithAck("close", { streamHandle: this.#handle });
      await closed.catch(() => undefined);
    }
    this.#socket.close();
  }

  async #open(): Promise<void> {
    if (this.#closed || !this.#socket.connected) return;
    const reply = OpenReply.safeParse(await this.#ask((ask) => ask.emitWithAck("open", this.#request)));
    if (!reply.success) {
      if (this.#socket.connected) await this.#later(() => this.#open());
      return;
    }
    if (!reply.data.ok) {
      const { reason, message } = reply.data;
      this.#become(FINAL.has(reason) ? { kind: "refused", message } : { kind: "waiting", message });
      if (!FINAL.has(reason)) await this.#later(() => this.#open());
      return;
    }
    this.#handle = reply.data.streamHandle;
    this.#rewind(reply.data.nextNumber);
    this.pump();
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#handle !== null && this.#creditBytes > 0) {
      const records = this.#queue.from(this.#nextNumber, this.#creditBytes);
      const last = records.at(-1);
      if (last === undefined) break;
      this.#become({ kind: records.some((record) => record.backfilled) ? "resending" : "streaming" });
      const handle = this.#handle;
      const batch = encodeBatch(records.map((record) => ({ ...record, streamHandle: handle })), crc32);
      const reply = RecordsReply.safeParse(await this.#ask((ask) => ask.emitWithAck("records", batch)));
      if (!reply.success) {
        if (this.#socket.connected) this.#socket.disconnect().connect();
        break;
      }
      if (reply.data.ok) this.#rewind(last.number + 1);
      else await this.#refused(reply.data.reason, reply.data.message, reply.data.expectedNumber);
    }
    this.#sending = false;
  }

  async #refused(reason: IngestRefusal, message: string, expectedNumber: number | undefined): Promise<void> {
    if (reason === "out-of-order" && expectedNumber !== undefined) {
      this.#rewind(expectedNumber);
      return;
    }
    if (reason === "not-open") {
      this.#handle = null;
      await this.#open();
      return;
    }
    if (FINAL.has(reason)) {
      this.#handle = null;
      this.#become({ kind: "refused", message });
      return;
    }
    this.#become({ kind: "waiting", message });
    await this.#clock.sleep(RETRY_MS);
  }

  /** The centre keeps everything before `nextNumber`. */
  #rewind(nextNumber: number): void {
    this.#nextNumber = nextNumber;
    this.confirmedNumber = nextNumber - 1;
    this.#queue.confirm(nextNumber - 1);
    this.#changed();
  }

  #lost(): void {
    this.#handle = null;
    if (this.#closed || this.state.kind === "refused") return;
    this.#queue.markBackfilled();
    this.#become({ kind: "offline" });
  }

  #unreachable(error: Error): void {
    if (!this.#socket.active) this.#become({ kind: "refused", message: error.message });
    else if (this.state.kind !== "connecting") this.#queue.markBackfilled();
  }

  async #later(then: () => Promise<void>): Promise<void> {
    await this.#clock.sleep(RETRY_MS);
    if (!this.#closed) await then();
  }

  /** null when no answer came in time. */
  async #ask(ask: (socket: ReturnType<Socket<ServerToCapture, CaptureToServer>["timeout"]>) => Promise<unknown>): Promise<unknown> {
    return ask(this.#socket.timeout(REPLY_TIMEOUT_MS)).catch(() => null);
  }

  #become(state: LinkState): void {
    this.state = state;
    this.#changed();
  }
}
