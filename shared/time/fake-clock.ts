import type { Clock } from "./clock.ts";

interface Waiter {
  dueMs: number;
  run: () => void;
}

/** A clock that moves only when a test says so: wall and monotonic time advance together. */
export class FakeClock implements Clock {
  #monotonicMs = 0;
  #startUs: number;
  #waiters: Waiter[] = [];

  constructor(startUs = Date.UTC(2026, 10, 22) * 1000) {
    this.#startUs = startUs;
  }

  nowUs(): number {
    return this.#startUs + this.#monotonicMs * 1000;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Steps the wall clock only, as an NTP correction does. */
  stepWall(deltaMs: number): void {
    this.#startUs += deltaMs * 1000;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const waiter: Waiter = { dueMs: this.#monotonicMs + durationMs, run: resolve };
      this.#waiters.push(waiter);
      signal?.addEventListener(
        "abort",
        () => {
          this.#waiters = this.#waiters.filter((other) => other !== waiter);
          reject(signal.reason as Error);
        },
        { once: true },
      );
    });
  }

  every(intervalMs: number, callback: () => void): () => void {
    let stopped = false;
    const arm = (dueMs: number): void => {
      this.#waiters.push({
        dueMs,
        run: () => {
          if (stopped) return;
          callback();
          arm(dueMs + intervalMs);
        },
      });
    };
    arm(this.#monotonicMs + intervalMs);
    return () => {
      stopped = true;
    };
  }

  /** Moves time forward, running what falls due in order and letting promises settle after each step. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#monotonicMs + durationMs;
    for (;;) {
      await settle();
      const next = this.#waiters.filter((waiter) => waiter.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      this.#waiters = this.#waiters.filter((waiter) => waiter !== next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
      next.run();
    }
    this.#monotonicMs = endMs;
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
