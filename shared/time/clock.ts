/**
 * Time as an argument (STYLE practice 12). Pure code receives instants as
 * numbers; code that must wait receives a `Clock`. Only `system-clock.ts` in
 * this folder reads the machine's time.
 */
export interface Clock {
  /** Wall time: microseconds since 1970-01-01T00:00:00Z. Can step when the machine's clock is set. */
  nowUs(): number;
  /** Milliseconds from an arbitrary start; never goes back. Use it for ages and time-outs. */
  monotonicMs(): number;
  /** Resolves after `durationMs`, or rejects with `signal.reason` as soon as the signal aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` every `intervalMs` until the returned function is called. */
  every(intervalMs: number, callback: () => void): () => void;
}
