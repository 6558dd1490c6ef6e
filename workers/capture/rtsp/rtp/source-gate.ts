/** So many packets of another source without one of ours: the other one goes on. */
const ADOPT_AFTER_PACKETS = 8;

export type SourceVerdict = "ours" | "foreign" | "changed";

/**
 * Which SSRC is the stream. The packets decide, not SETUP (retina#79). Another
 * source in mid-stream may be a dead session's data (Reolink RLC-410) or the
 * stream's new start: the one that goes on is right.
 */
export class SourceGate {
  /** The source that is delivered; null before the first packet. */
  ssrc: number | null = null;
  /** ssrc of SETUP or PLAY, which is believed only about a second source; null if none. */
  announced: number | null;
  #other = -1;
  #otherRun = 0;

  constructor(announced: number | null) {
    this.announced = announced;
  }

  accept(ssrc: number): SourceVerdict {
    if (ssrc === this.ssrc) {
      this.#otherRun = 0;
      return "ours";
    }
    if (this.ssrc === null) {
      this.ssrc = ssrc;
      return "ours";
    }
    this.#otherRun = ssrc === this.#other ? this.#otherRun + 1 : 1;
    this.#other = ssrc;
    if (ssrc !== this.announced && this.#otherRun < ADOPT_AFTER_PACKETS) return "foreign";
    this.ssrc = ssrc;
    this.#otherRun = 0;
    return "changed";
  }
}
