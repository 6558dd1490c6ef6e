/**
 * Where a camera's RTP time lies on local wall time. The least delayed frame wins: network and camera can only make a
 * frame late, so the smallest (arrival − media time elapsed) is nearest to the truth. Camera clocks drift by up to
 * 500 ppm, therefore the least delay is taken anew in windows, and followed slowly.
 */
export class MediaClock {
  private readonly ticksPerUs: number;
  private offset: number | null = null;
  private leastUs = Number.POSITIVE_INFINITY;
  private windowStartUs: number | null = null;
  private lastWindowLeastUs: number | null = null;

  constructor(clockRate: number) {
    this.ticksPerUs = clockRate / 1_000_000;
  }

  get settled(): boolean {
    return this.offset !== null;
  }

  /** Notes that media time `ticks` arrived at `arrivedUs`. */
  observe(ticks: number, arrivedUs: number): void {
    this.windowStartUs ??= arrivedUs;
    this.leastUs = Math.min(this.leastUs, arrivedUs - ticks / this.ticksPerUs);
    const ageUs = arrivedUs - this.windowStartUs;
    // A wall clock set back makes the age negative: such a window says nothing.
    if (this.offset === null || (ageUs >= 0 && ageUs < WINDOW_US)) return;
    this.lastWindowLeastUs = ageUs < 0 ? null : this.leastUs;
    this.leastUs = Number.POSITIVE_INFINITY;
    this.windowStartUs = null;
  }

  /** Fixes the mapping by what was observed; media time `ticks` is placed at `notBeforeUs` at the earliest. */
  settle(ticks: number, notBeforeUs: number): void {
    if (this.leastUs === Number.POSITIVE_INFINITY && this.lastWindowLeastUs === null) return;
    const leastUs = Math.min(this.leastUs, this.lastWindowLeastUs ?? Number.POSITIVE_INFINITY);
    this.offset = Math.max(leastUs, notBeforeUs - ticks / this.ticksPerUs);
    this.lastWindowLeastUs = null;
  }

  /** Local time of a media time; only once settled. */
  localUs(ticks: number): number {
    return (this.offset ?? 0) + ticks / this.ticksPerUs;
  }

  /** How much later than mapped even the least delayed frame of the last window came; 0 while unknown. */
  get latenessUs(): number {
    if (this.offset === null || this.lastWindowLeastUs === null) return 0;
    return this.lastWindowLeastUs - this.offset;
  }

  /** Moves the mapping by at most `limitUs` towards the last window's least delay; gives the step taken. */
  correct(limitUs: number): number {
    const lateUs = this.latenessUs;
    if (this.offset === null || Math.abs(lateUs) < TOLERATED_US) return 0;
    const stepUs = Math.max(-limitUs, Math.min(limitUs, lateUs));
    this.offset += stepUs;
    return stepUs;
  }

  /** Moves the mapping, when the caller had to place media later than it said. */
  shift(stepUs: number): void {
    if (this.offset !== null) this.offset += stepUs;
  }
}

const WINDOW_US = 10_000_000;
const TOLERATED_US = 10_000;
