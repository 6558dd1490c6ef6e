/** Reports looked back on: the least delayed of them is the truest. */
const WINDOW_REPORTS = 8;
/** A change of more than this is a clock that was set, not a network that is slow. */
const STEP_MS = 1000;
/** Moonfire's rule: beyond this, or before 2016, the camera's clock is not to be believed. */
const BELIEVABLE_OFFSET_MS = 5000;
const EARLIEST_US = Date.UTC(2016, 0, 1) * 1000;

export interface CameraClockReading {
  /** Camera clock minus ours; ≤ 0 by the network's delay when both are right. */
  offsetMs: number;
  /** False: boot in 1970, no battery, wrong zone … local time is used either way (P5). */
  isBelievable: boolean;
  /** Offset before the camera's clock was set just now; null if it was not. */
  steppedFromMs: number | null;
}

/** Follows how far a camera's clock is from ours, by its sender reports. */
export class CameraClock {
  #offsetsMs: number[] = [];

  /** `wallclockUs` as the report says, `arrivedUs` by our clock. */
  observe(wallclockUs: number, arrivedUs: number): CameraClockReading {
    const observedMs = (wallclockUs - arrivedUs) / 1000;
    const beforeMs = this.#offsetsMs.length === 0 ? null : Math.max(...this.#offsetsMs);
    const hasStepped = beforeMs !== null && Math.abs(observedMs - beforeMs) > STEP_MS;
    if (hasStepped) this.#offsetsMs = [];
    this.#offsetsMs.push(observedMs);
    if (this.#offsetsMs.length > WINDOW_REPORTS) this.#offsetsMs.shift();
    const offsetMs = Math.max(...this.#offsetsMs);
    return {
      offsetMs,
      isBelievable: wallclockUs >= EARLIEST_US && Math.abs(offsetMs) <= BELIEVABLE_OFFSET_MS,
      steppedFromMs: hasStepped ? beforeMs : null,
    };
  }
}
