import type { Clock } from "../../../shared/time/clock.ts";

const LOOK_EVERY_MS = 1000;
/** Slewing by NTP stays far below; what is more in one second was a step. */
const STEP_MS = 500;

/** Notices steps of the capture machine's wall clock by holding it against monotonic time (P5). Returns how to stop. */
export function watchClock(clock: Clock, onStep: (stepMs: number) => void): () => void {
  let lastOffsetMs = wallMinusMonotonicMs(clock);
  return clock.every(LOOK_EVERY_MS, () => {
    const offsetMs = wallMinusMonotonicMs(clock);
    const stepMs = offsetMs - lastOffsetMs;
    lastOffsetMs = offsetMs;
    if (Math.abs(stepMs) >= STEP_MS) onStep(stepMs);
  });
}

function wallMinusMonotonicMs(clock: Clock): number {
  return clock.nowUs() / 1000 - clock.monotonicMs();
}
