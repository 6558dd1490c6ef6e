/** Turns 32-bit RTP timestamps into ticks since a zero point, which may be negative (RFC 3550 5.1). */
export class Timeline {
  readonly clockRate: number;
  #elapsed = 0;
  #last: number;

  /** `start`: the RTP timestamp of the zero point. Throws RangeError for a clock rate of 0. */
  constructor(start: number, clockRate: number) {
    if (!(clockRate > 0)) throw new RangeError(`expected an RTP clock rate above 0, got ${clockRate}`);
    this.clockRate = clockRate;
    this.#last = start >>> 0;
  }

  /** Place of a packet; later ones are unwrapped against it. Time may go back: B-frames, resets. */
  advance(ts: number): number {
    this.#elapsed = this.place(ts);
    this.#last = ts >>> 0;
    return this.#elapsed;
  }

  /** Place of a sender report: near the newest packet, but it must not move the timeline. */
  place(ts: number): number {
    return this.#elapsed + ticksBetween(this.#last, ts);
  }
}

/** Signed difference of two 32-bit timestamps: right as long as they are less than 2^31 ticks apart. */
export function ticksBetween(earlier: number, later: number): number {
  return (later - earlier) | 0;
}
