import type { DeclaredGapCause } from "../../../shared/domain/gap-cause.ts";
import type { ClockEvent, GapDeclaration } from "../../../shared/protocol/ingest.ts";
import { MAX_PAYLOAD_BYTES } from "../../../shared/protocol/ingest-record.ts";
import type { SourceEnd, SourceEvent, SourceFragment } from "../source.ts";
import type { RecordContent } from "../spool/stream-life.ts";

/** What the maker needs of a stream's track. */
export interface RecordTarget {
  /** End of the last seconds accounted for; null before the first. */
  readonly lastEndUs: number | null;
  readonly lastInit: RecordContent | null;
  add(content: RecordContent): void;
  hasRoom(payloadBytes: number): boolean;
}

export interface GapReason {
  cause: DeclaredGapCause;
  detail: string;
  droppedFragments: number;
}

/** Holes shorter than this between two fragments are rounding, not missing pictures. */
const ROUNDING_US = 100_000;
/** A record's duration has 32 bits of µs (71 min): longer gaps are declared in pieces. */
const LONGEST_GAP_US = 3_600_000_000;
const LONGEST_DETAIL = 500;
const CAPTURE_STOPPED: GapReason = { cause: "capture-stopped", detail: "the capture worker was not running", droppedFragments: 0 };
const UNEXPLAINED: GapReason = { cause: "network", detail: "fragments did not follow one another", droppedFragments: 0 };

/**
 * Turns what a source tells into records: the one place where gaps are declared.
 * Every µs between the end of what is accounted for and the next fragment
 * becomes a gap with the best reason known (P2).
 */
export class RecordMaker {
  #target: RecordTarget;
  #nowUs: () => number;
  /** Why the next hole, if there is one. */
  #reason: GapReason | null = CAPTURE_STOPPED;
  /** Set while whole GOPs are being dropped for want of room. */
  #dropping: GapReason | null = null;

  constructor(target: RecordTarget, nowUs: () => number) {
    this.#target = target;
    this.#nowUs = nowUs;
  }

  get dropping(): GapReason | null {
    return this.#dropping;
  }

  onEvent(event: SourceEvent): void {
    switch (event.kind) {
      case "init":
        return this.#init(event.bytes);
      case "fragment":
        return this.#fragment(event);
      case "loss":
        this.#explainHole(event.startUs);
        return this.#gap(event.startUs, event.endUs, event);
      case "clock":
        return this.clockStepped(event);
    }
  }

  sourceEnded(end: SourceEnd): void {
    this.#reason = { cause: end.cause, detail: end.detail, droppedFragments: 0 };
  }

  /** Accounts for the time up to now while nothing comes, so that a long outage is known before it ends. */
  declareUntil(untilUs: number): void {
    const { lastEndUs } = this.#target;
    if (lastEndUs === null || this.#reason === null) return;
    this.#gap(lastEndUs, untilUs, this.#reason);
  }

  /** P5: an event. If wall time went forward, the seconds that never existed are the next hole's reason. */
  clockStepped(step: ClockEvent): void {
    this.#add("clock", this.#nowUs(), 0, jsonBytes({ clock: step.clock, offsetBeforeMs: step.offsetBeforeMs, offsetAfterMs: step.offsetAfterMs }));
    if (step.clock !== "capture") return;
    const detail = `the capture machine's clock was stepped by ${Math.round(step.offsetAfterMs - (step.offsetBeforeMs ?? 0))} ms`;
    this.#reason = { cause: "clock-jump", detail, droppedFragments: 0 };
  }

  #init(bytes: Uint8Array): void {
    const { lastInit } = this.#target;
    if (lastInit !== null && Buffer.compare(lastInit.payload, bytes) === 0) return;
    this.#add("init", this.#nowUs(), 0, bytes);
  }

  #fragment(fragment: SourceFragment): void {
    if (this.#drops(fragment)) return;
    this.#explainHole(fragment.startUs);
    this.#target.add({
      kind: "media",
      startUs: fragment.startUs,
      durationUs: fragment.durationUs,
      capturedUs: fragment.capturedUs,
      key: fragment.key,
      discontinuity: fragment.discontinuity,
      cameraOffsetMs: fragment.cameraOffsetMs,
      payload: fragment.bytes,
    });
  }

  #explainHole(untilUs: number): void {
    const { lastEndUs } = this.#target;
    if (lastEndUs !== null && untilUs - lastEndUs > ROUNDING_US) this.#gap(lastEndUs, untilUs, this.#reason ?? UNEXPLAINED);
    this.#reason = null;
  }

  /** Without room the newest go, to the end of their GOP; what is kept is never dropped for them. */
  #drops(fragment: SourceFragment): boolean {
    const { byteLength } = fragment.bytes;
    const fits = byteLength <= MAX_PAYLOAD_BYTES;
    if (this.#dropping === null && fits && this.#target.hasRoom(byteLength)) return false;
    if (this.#dropping !== null && fits && fragment.key && this.#target.hasRoom(byteLength)) {
      this.#reason = this.#dropping;
      this.#dropping = null;
      return false;
    }
    this.#dropping ??= fits
      ? { cause: "spool-full", detail: "the edge spool is at its limit while the centre is away", droppedFragments: 0 }
      : { cause: "capture-overloaded", detail: `expected fragments of at most ${MAX_PAYLOAD_BYTES} bytes, got ${byteLength}`, droppedFragments: 0 };
    this.#dropping.droppedFragments += 1;
    return true;
  }

  #gap(startUs: number, endUs: number, reason: GapReason): void {
    let fromUs = Math.max(startUs, this.#target.lastEndUs ?? startUs);
    let { droppedFragments } = reason;
    while (fromUs < endUs) {
      const durationUs = Math.min(endUs - fromUs, LONGEST_GAP_US);
      const declaration: GapDeclaration = { cause: reason.cause, detail: reason.detail.slice(0, LONGEST_DETAIL), droppedFragments };
      this.#add("gap", fromUs, durationUs, jsonBytes(declaration));
      fromUs += durationUs;
      droppedFragments = 0;
    }
  }

  #add(kind: RecordContent["kind"], startUs: number, durationUs: number, payload: Uint8Array): void {
    const capturedUs = this.#nowUs();
    this.#target.add({ kind, startUs, durationUs, capturedUs, key: false, discontinuity: false, cameraOffsetMs: null, payload });
  }
}

function jsonBytes(value: ClockEvent | GapDeclaration): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
