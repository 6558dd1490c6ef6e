import type { Log } from "../../../shared/node/log/log.ts";
import type { StreamStatus } from "../../../shared/protocol/ingest.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import type { Source, SourceEnd, SourceEvent } from "../source.ts";
import type { StreamTrack } from "../spool/stream-track.ts";
import { backOffMs } from "./back-off.ts";
import { RecordMaker } from "./record-maker.ts";

/** What capture says of a stream that is not a record. */
export type RecorderStatus = Pick<StreamStatus, "state" | "detail">;

export interface StreamRecorderParts {
  source: Source;
  track: StreamTrack;
  clock: Clock;
  /** In [0, 1), for jitter. */
  random: () => number;
  log: Log;
}

const RETRY_SOON = { firstMs: 500, longestMs: 15_000 };
/** After a refusal: hammering locks accounts. */
const RETRY_LATER = { firstMs: 60_000, longestMs: 600_000 };
/** Shorter outages are told by the fragment that ends them. */
const DECLARE_AFTER_US = 10_000_000;

/** Runs one source for as long as the worker runs: again after every end, with growing pauses while nothing comes. */
export class StreamRecorder {
  #parts: StreamRecorderParts;
  #maker: RecordMaker;
  #status: RecorderStatus = { state: "connecting", detail: "starting" };
  #fragments = 0;

  constructor(parts: StreamRecorderParts) {
    this.#parts = parts;
    this.#maker = new RecordMaker(parts.track, () => parts.clock.nowUs());
  }

  get status(): RecorderStatus {
    const { dropping } = this.#maker;
    if (dropping === null) return this.#status;
    return { state: "spool-full", detail: `${dropping.detail}; ${dropping.droppedFragments} fragments dropped so far` };
  }

  /** Fragments taken since the start, for metrics and tests. */
  get fragments(): number {
    return this.#fragments;
  }

  clockStepped(offsetAfterMs: number): void {
    this.#maker.clockStepped({ clock: "capture", offsetBeforeMs: 0, offsetAfterMs });
  }

  /** Resolves when the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#parts;
    let failures = 0;
    while (!signal.aborted) {
      const before = this.#fragments;
      const startedUs = clock.nowUs();
      const end = await this.#runOnce(signal);
      if (signal.aborted) return;
      failures = this.#fragments > before ? 1 : failures + 1;
      this.#ended(end, startedUs);
      const waitMs = backOffMs(end.retrySoon ? RETRY_SOON : RETRY_LATER, failures, random);
      await clock.sleep(waitMs, signal).catch(() => {});
    }
  }

  async #runOnce(signal: AbortSignal): Promise<SourceEnd> {
    const { source, track, clock, log } = this.#parts;
    this.#status = { state: "connecting", detail: `connecting to ${source.description}` };
    const context = {
      signal,
      clock,
      originUs: track.originUs,
      notBeforeUs: track.lastEndUs ?? 0,
      emit: (event: SourceEvent) => this.#onEvent(event),
    };
    try {
      return await source.run(context);
    } catch (error) {
      log.error({ err: error }, "the source failed in an unexpected way");
      return { cause: "camera-offline", detail: error instanceof Error ? error.message : String(error), retrySoon: true };
    }
  }

  #onEvent(event: SourceEvent): void {
    this.#maker.onEvent(event);
    if (event.kind !== "fragment") return;
    this.#fragments += 1;
    if (this.#status.state === "streaming") return;
    this.#status = { state: "streaming", detail: this.#parts.source.description };
    this.#parts.log.info({ source: this.#parts.source.description }, "streaming");
  }

  #ended(end: SourceEnd, startedUs: number): void {
    const { track, clock, log } = this.#parts;
    log.warn({ cause: end.cause, detail: end.detail }, "the source ended");
    this.#status = { state: end.cause === "camera-refused" ? "camera-refused" : "camera-offline", detail: end.detail.slice(0, 500) };
    this.#maker.sourceEnded(end);
    track.accountFrom(startedUs);
    const nowUs = clock.nowUs();
    if (nowUs - (track.lastEndUs ?? nowUs) >= DECLARE_AFTER_US) this.#maker.declareUntil(nowUs);
  }
}
