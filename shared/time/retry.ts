import type { Clock } from "./clock.ts";

export interface BackOff {
  firstRetryMs: number;
  maxRetryMs: number;
}

/**
 * Repeats `work` until it succeeds, waiting twice as long after each failure.
 * `onFailure` hears every one; it throws to give up.
 */
export async function retryForEver<T>(work: () => Promise<T>, backOff: BackOff, clock: Clock, signal: AbortSignal, onFailure: (error: unknown) => void): Promise<T> {
  for (let waitMs = backOff.firstRetryMs; ; waitMs = Math.min(waitMs * 2, backOff.maxRetryMs)) {
    try {
      return await work();
    } catch (error) {
      onFailure(error);
    }
    await clock.sleep(waitMs, signal);
  }
}
