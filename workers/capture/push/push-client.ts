import type { Log } from "../../../shared/node/log/log.ts";
import type { IngestHandshake, OpenReply, Refused, StreamClosed } from "../../../shared/protocol/ingest.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import { backOffMs } from "../recorder/back-off.ts";
import type { CaptureSpool } from "../spool/capture-spool.ts";
import { STREAM_ANSWERS } from "./answer-refusal.ts";
import { BatchSender } from "./batch-sender.ts";
import { IngestConnection } from "./ingest-connection.ts";
import type { StreamLink } from "./stream-link.ts";
import type { FrameMask } from "./web-socket-transport.ts";

export interface PushParts {
  spool: CaptureSpool;
  clock: Clock;
  /** In [0, 1), for jitter. */
  random: () => number;
  log: Log;
  handshake: IngestHandshake;
  mask: FrameMask;
  devicePublicKey: string | undefined;
  /** The stream's owner is another node: whoever holds the clients moves the link. */
  onRedirect: (link: StreamLink, ownerUrl: string) => void;
  /** Carries the link's stream to a new epoch; resolves when it may be opened again. */
  onRebase: (link: StreamLink) => Promise<void>;
  /** Refused for good: the camera's recorder stops, the others go on. */
  onStopped: (link: StreamLink) => void;
}

const RECONNECT = { firstMs: 500, longestMs: 15_000 };
const REBASE_PAUSE = { firstMs: 100, longestMs: 60_000 };
const STATUS_EVERY_TICKS = 5;
const STATUS_TICK_MS = 1000;

/** One server: one connection, opened again after every loss, with all the streams that go there. */
export class PushClient {
  readonly urls: readonly string[];
  readonly links = new Set<StreamLink>();
  /** Connections lost or refused in a row without one that stood. */
  failures = 0;
  #parts: PushParts;
  #connection: IngestConnection | null = null;
  #ready = false;
  #sender: BatchSender | null = null;
  #ticks = 0;

  constructor(urls: readonly string[], parts: PushParts) {
    this.urls = urls;
    this.#parts = parts;
  }

  attach(link: StreamLink): void {
    this.links.add(link);
    void this.#open(link);
  }

  detach(link: StreamLink): void {
    this.links.delete(link);
    link.closed();
  }

  get connected(): boolean {
    return this.#ready;
  }

  pump(): void {
    this.#sender?.pump();
  }

  /** Resolves when the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, random, log } = this.#parts;
    const stopStatus = clock.every(STATUS_TICK_MS, () => this.#tellStatus());
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const url = this.urls[attempt % this.urls.length] ?? "";
      const end = await this.#connectOnce(url, signal);
      if (signal.aborted) break;
      this.failures = end.stood ? 1 : this.failures + 1;
      log.warn({ url, reason: end.reason, failures: this.failures }, "no connection to the centre; footage is kept on disk");
      await clock.sleep(backOffMs(RECONNECT, this.failures, random), signal).catch(() => {});
    }
    stopStatus();
  }

  #connectOnce(url: string, signal: AbortSignal): Promise<{ reason: string; stood: boolean }> {
    return new Promise((resolve) => {
      const abort = () => this.#connection?.close("the worker stops");
      const connection = new IngestConnection(url, this.#parts.handshake, this.#parts.mask, {
        onReady: () => {
          this.#ready = true;
          this.#parts.log.info({ url, streams: this.links.size }, "connected to the centre");
          for (const link of this.links) void this.#open(link);
        },
        onCredit: (credit) => this.#sender?.onCredit(credit),
        onClosed: (closed) => this.#closed(closed),
        onEnd: (reason, stood) => {
          signal.removeEventListener("abort", abort);
          this.#forget();
          resolve({ reason, stood });
        },
      });
      this.#connection = connection;
      this.#sender = new BatchSender({
        ...this.#parts,
        connection,
        links: this.links,
        onStreamRefused: (link, refused) => void this.#refused(link, refused),
        onMismatch: (link) => void this.#rebase(link),
      });
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
    });
  }

  #forget(): void {
    this.#connection = null;
    this.#sender = null;
    this.#ready = false;
    for (const link of this.links) link.closed();
  }

  async #open(link: StreamLink): Promise<void> {
    const connection = this.#connection;
    if (connection === null || !this.#ready || link.state !== "closed" || !this.links.has(link)) return;
    link.state = "opening";
    const { cameraId, role, epoch, originUs } = link.life.identity;
    const { devicePublicKey } = this.#parts;
    const request = { cameraId, role, epoch, originUs, token: link.token };
    let reply: OpenReply;
    try {
      reply = await connection.open(devicePublicKey === undefined ? request : { ...request, devicePublicKey });
    } catch (error) {
      connection.close(`no answer to open: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (connection !== this.#connection || !this.links.has(link)) return;
    if (reply.ok) this.#opened(link, reply.streamHandle, reply.nextNumber);
    else await this.#refused(link, reply);
  }

  #opened(link: StreamLink, handle: number, nextNumber: number): void {
    const { firstUnacked, lastNumber } = link.life;
    if (nextNumber < firstUnacked || nextNumber > lastNumber + 1) {
      this.#parts.log.error({ ...link.life.identity, nextNumber, firstUnacked, lastNumber }, "the centre's numbers do not fit the spool: beginning a new epoch");
      void this.#rebase(link);
      return;
    }
    this.#parts.spool.ack(link.life, nextNumber - 1);
    link.opened(handle, nextNumber);
    link.refusals = 0;
    link.toldStatus = "";
    this.#sender?.pump();
  }

  #closed(closed: StreamClosed): void {
    const link = [...this.links].find((candidate) => candidate.state === "open" && candidate.handle === closed.streamHandle);
    if (link !== undefined) void this.#refused(link, { ok: false, ...closed });
  }

  async #refused(link: StreamLink, refused: Refused): Promise<void> {
    const { log, onRedirect, onStopped } = this.#parts;
    const { cameraId, role } = link.life.identity;
    const answer = STREAM_ANSWERS[refused.reason];
    link.refusals += 1;
    link.closed();
    log[answer.do === "stop" ? "error" : "warn"]({ cameraId, role, reason: refused.reason, message: refused.message, next: answer.do }, "the centre refused a stream");
    if (answer.do === "stop") {
      link.state = "stopped";
      onStopped(link);
    } else if (answer.do === "rebase") {
      await this.#rebase(link);
    } else if (answer.do === "redirect" && refused.ownerUrl !== undefined) {
      onRedirect(link, refused.ownerUrl);
    } else {
      await this.#retry(link, answer.do === "retry" ? answer : RECONNECT);
    }
  }

  async #retry(link: StreamLink, backOff: { firstMs: number; longestMs: number }): Promise<void> {
    const connection = this.#connection;
    link.state = "waiting";
    await this.#parts.clock.sleep(backOffMs(backOff, link.refusals, this.#parts.random));
    if (link.state !== "waiting" || connection !== this.#connection) return;
    link.state = "closed";
    await this.#open(link);
  }

  async #rebase(link: StreamLink): Promise<void> {
    if (link.state === "busy") return;
    link.state = "busy";
    link.loaded = [];
    await this.#parts.onRebase(link);
    link.refusals += 1;
    await this.#parts.clock.sleep(backOffMs(REBASE_PAUSE, link.refusals, this.#parts.random));
    link.state = "closed";
    await this.#open(link);
  }

  /** At once when it changed, otherwise every few seconds. */
  #tellStatus(): void {
    this.#ticks += 1;
    const all = this.#ticks % STATUS_EVERY_TICKS === 0;
    for (const link of this.links) {
      const status = link.status?.();
      if (status === undefined || link.state !== "open") continue;
      const told = `${status.state} ${status.detail}`;
      if (!all && told === link.toldStatus) continue;
      link.toldStatus = told;
      const { unackedCount: backlogRecords, unackedBytes: backlogBytes } = link.life;
      this.#connection?.status({ streamHandle: link.handle, ...status, backlogRecords, backlogBytes });
    }
  }
}
