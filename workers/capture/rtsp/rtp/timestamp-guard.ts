/** Media time and arrival may differ by this much before a frame is suspected (go2rtc pull#1943). */
const TOLERANCE_SEC = 5;
/** So many suspected frames in a row that agree with each other are a new timeline. */
const JOIN_AFTER_FRAMES = 3;
const DEFAULT_FRAMES_PER_SEC = 25;

/**
 * Keeps a stream's timestamps continuous. A lone frame hours off (Intelbras,
 * mediamtx#6255) gets the time after the frame before it; a jump that lasts
 * (camera clock set) is joined on as a discontinuity. Ticks in, ticks out.
 */
export class TimestampGuard {
  /** The last call joined a new timeline. */
  joined = false;
  readonly #clockRate: number;
  readonly #toleranceTicks: number;
  /** What is added to incoming ticks since the last join. */
  #shift = 0;
  #raw = Number.NaN;
  #out = 0;
  #goodRaw = Number.NaN;
  #goodArrivedUs = 0;
  #stepTicks: number;
  #suspects = 0;
  #suspectRaw = 0;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
    this.#toleranceTicks = TOLERANCE_SEC * clockRate;
    this.#stepTicks = Math.round(clockRate / DEFAULT_FRAMES_PER_SEC);
  }

  /** The time to give a packet of the frame with these ticks. */
  place(rawTicks: number, arrivedUs: number): number {
    this.joined = false;
    if (rawTicks === this.#raw) return this.#out;
    this.#raw = rawTicks;
    if (Number.isNaN(this.#goodRaw)) return this.#keep(rawTicks, arrivedUs);

    const mediaTicks = rawTicks - this.#goodRaw;
    const arrivalTicks = ((arrivedUs - this.#goodArrivedUs) * this.#clockRate) / 1e6;
    const isNear = Math.abs(mediaTicks) <= this.#toleranceTicks;
    if (isNear || Math.abs(mediaTicks - arrivalTicks) <= this.#toleranceTicks) {
      if (isNear && mediaTicks > 0) this.#stepTicks = Math.min(mediaTicks, this.#clockRate);
      return this.#keep(rawTicks, arrivedUs);
    }
    return this.#suspect(rawTicks, arrivedUs);
  }

  /** The next packet starts another timeline (new source): it is joined on at once. */
  restart(rawTicks: number, arrivedUs: number): number {
    this.joined = true;
    this.#raw = rawTicks;
    if (!Number.isNaN(this.#goodRaw)) this.#shift = this.#out + this.#stepTicks - rawTicks;
    return this.#keep(rawTicks, arrivedUs);
  }

  /** Ticks of a sender report on the outgoing timeline. */
  placeReport(rawTicks: number): number {
    return rawTicks + this.#shift;
  }

  #keep(rawTicks: number, arrivedUs: number): number {
    this.#suspects = 0;
    this.#goodRaw = rawTicks;
    this.#goodArrivedUs = arrivedUs;
    this.#out = rawTicks + this.#shift;
    return this.#out;
  }

  #suspect(rawTicks: number, arrivedUs: number): number {
    const agrees = this.#suspects > 0 && Math.abs(rawTicks - this.#suspectRaw) <= this.#toleranceTicks;
    this.#suspects = agrees ? this.#suspects + 1 : 1;
    this.#suspectRaw = rawTicks;
    if (this.#suspects >= JOIN_AFTER_FRAMES) return this.restart(rawTicks, arrivedUs);
    this.#out += this.#stepTicks;
    return this.#out;
  }
}
