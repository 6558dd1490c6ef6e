import type { Clock } from "../../../../shared/time/clock.ts";
import type { SourceEvent } from "../../source.ts";

/** NTP slews smaller errors; a larger difference between wall and monotonic time is a clock that was set. */
const STEP_US = 500_000;

/** Notices that the capture machine's wall clock was set. */
export class WallStep {
  private readonly clock: Clock;
  private baseUs: number;
  private forwardUs = 0;

  constructor(clock: Clock) {
    this.clock = clock;
    this.baseUs = this.wallMinusMonotonicUs();
  }

  /** The event, if the wall clock was set since the last check. */
  check(): (SourceEvent & { kind: "clock" }) | null {
    const nowUs = this.wallMinusMonotonicUs();
    const stepUs = nowUs - this.baseUs;
    if (Math.abs(stepUs) < STEP_US) return null;
    this.baseUs = nowUs;
    this.forwardUs = Math.max(0, stepUs);
    return { kind: "clock", clock: "capture", offsetBeforeMs: 0, offsetAfterMs: Math.round(stepUs / 1000) };
  }

  /** Length of the last step forward that nobody asked about yet. */
  takeForwardUs(): number {
    const { forwardUs } = this;
    this.forwardUs = 0;
    return forwardUs;
  }

  private wallMinusMonotonicUs(): number {
    return this.clock.nowUs() - Math.round(this.clock.monotonicMs() * 1000);
  }
}
