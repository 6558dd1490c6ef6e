import type { RecorderStatus } from "../recorder/stream-recorder.ts";
import type { StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import type { StreamLife } from "../spool/stream-life.ts";

/**
 * closed: to be opened; opening: asked; open: records flow; waiting: refused for now;
 * busy: being carried over to a new epoch; stopped: refused for good.
 */
export type LinkState = "closed" | "opening" | "open" | "waiting" | "busy" | "stopped";

/** Records older than this when they are sent arrive late: backfilled (P2). */
const LATE_AFTER_US = 5_000_000;
/** What is made while a stream is opened for the first time was not cut off from anything: the centre has to come up, too. */
const LATE_AT_FIRST_US = 30_000_000;

/** One life of one stream as one connection sees it: which number goes next. */
export class StreamLink {
  life: StreamLife;
  readonly token: string;
  readonly status: (() => RecorderStatus) | null;
  state: LinkState = "closed";
  handle = 0;
  nextToSend = 0;
  /** Everything up to here existed when the stream was opened again after a cut: sent again, or sent late. */
  #cutUntil = 0;
  /** Everything up to here existed when it was opened for the first time; null before. */
  #madeBeforeFirstOpen: number | null = null;
  /** Refusals in a row, for the back-off. */
  refusals = 0;
  /** What the centre was last told of the stream. */
  toldStatus = "";
  /** Contiguous from `nextToSend`, read back from disk. */
  loaded: StreamRecord[] = [];
  loading = false;
  /** End of what was sent last, for gaps that stand in for lost records. */
  sentEndUs: number | null = null;

  constructor(life: StreamLife, token: string, status: (() => RecorderStatus) | null) {
    this.life = life;
    this.token = token;
    this.status = status;
  }

  opened(handle: number, nextNumber: number): void {
    this.state = "open";
    this.handle = handle;
    if (this.#madeBeforeFirstOpen === null) this.#madeBeforeFirstOpen = this.life.lastNumber;
    else this.#cutUntil = this.life.lastNumber;
    this.sendFrom(nextNumber);
  }

  closed(): void {
    if (this.state === "open" || this.state === "opening" || this.state === "waiting") this.state = "closed";
    this.loaded = [];
  }

  /** Goes back (or on) to a number, and forgets what was read ahead. */
  sendFrom(number: number): void {
    this.nextToSend = Math.max(number, this.life.firstUnacked);
    this.loaded = [];
  }

  /** An acknowledgement may overtake a rewind. */
  skipAcked(): void {
    if (this.nextToSend < this.life.firstUnacked) this.sendFrom(this.life.firstUnacked);
  }

  /** Records that may be sent and are not yet. */
  get pending(): number {
    return this.state === "open" ? this.life.sendableNumber - this.nextToSend + 1 : 0;
  }

  /** The next record, if its payload is at hand. */
  peek(): StreamRecord | null {
    if (this.pending <= 0) return null;
    return this.loaded[0] ?? this.life.inMemory(this.nextToSend);
  }

  /** Marks the peeked record as sent under this connection's handle. */
  take(record: StreamRecord, nowUs: number): void {
    record.streamHandle = this.handle;
    const lateAfterUs = record.number <= (this.#madeBeforeFirstOpen ?? 0) ? LATE_AT_FIRST_US : LATE_AFTER_US;
    record.backfilled = record.number <= this.#cutUntil || nowUs - record.capturedUs > lateAfterUs;
    if (record.kind === "media" || record.kind === "gap") this.sentEndUs = record.startUs + record.durationUs;
    if (this.loaded[0] === record) this.loaded.shift();
    this.nextToSend += 1;
  }
}
