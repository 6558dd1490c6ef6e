/** Deeper reordering is not seen in cameras; a larger number in an SPS means "unknown". */
const MAX_DECLARED = 4;
const MAX_OBSERVED = 16;

/**
 * Decode times from presentation times in decode order, which is all that RTP has. With reordering of depth N, the
 * decode time of a frame is the N-th last of the sorted presentation times: nothing waits, and presentation minus
 * decode time never falls below 0 while N is right. Without B-frames (N = 0) both are equal. N grows when a frame
 * shows that it is too small: most cameras do not declare it.
 */
export class DecodeTimes {
  private depth: number;
  private readonly typicalTicks: number;
  private waiting: number[] = [];
  private primed = 0;
  private last: number | null = null;

  /** `typicalTicks` = length of a frame, only used to place the first N frames. */
  constructor(declaredDepth: number | null, typicalTicks: number) {
    this.depth = declaredDepth !== null && declaredDepth <= MAX_DECLARED ? declaredDepth : 0;
    this.typicalTicks = typicalTicks;
  }

  /** Declared or seen so far. */
  get reorderDepth(): number {
    return this.depth;
  }

  /** Decode time of the next frame in decode order: at least 1 tick after the one before. */
  next(presentation: number): number {
    if (this.last !== null && presentation < this.last && this.depth < MAX_OBSERVED) this.depth += 1;
    const at = this.waiting.findLastIndex((waiting) => waiting <= presentation) + 1;
    this.waiting.splice(at, 0, presentation);
    let decode: number;
    if (this.waiting.length > this.depth) decode = this.waiting.shift() ?? presentation;
    else {
      decode = (this.waiting[0] ?? presentation) - (this.depth - this.primed) * this.typicalTicks;
      this.primed += 1;
    }
    decode = this.last === null ? decode : Math.max(decode, this.last + 1);
    this.last = decode;
    return decode;
  }
}
