/**
 * Exponential back-off with full jitter on the upper half: half the step for
 * certain, the rest at random, so that a hundred cameras behind one switch do not
 * come back in the same instant.
 */
export interface BackOff {
  firstMs: number;
  longestMs: number;
}

/** `failures` in a row so far, at least 1; `random` in [0, 1). */
export function backOffMs(backOff: BackOff, failures: number, random: () => number): number {
  const stepMs = Math.min(backOff.longestMs, backOff.firstMs * 2 ** Math.min(failures - 1, 30));
  return stepMs / 2 + (stepMs / 2) * random();
}
