import type { Clock } from "../../shared/time/clock.ts";

/** One part without which the server cannot do its work. */
export interface ReadinessCheck {
  part: string;
  /** A sentence if the part fails, null if it works. May also throw. */
  check(): Promise<string | null>;
}

export interface PartState {
  part: string;
  ok: boolean;
  /** What is wrong, for people. */
  detail: string | null;
}

const CHECK_TIMEOUT_MS = 3_000;
/** Probes from load balancers and people share one round of checks. */
const REUSE_MS = 1_000;

export class Readiness {
  #checks: ReadinessCheck[] = [];
  #clock: Clock;
  #last: { atMs: number; states: Promise<PartState[]> } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(check: ReadinessCheck): void {
    this.#checks.push(check);
  }

  read(): Promise<PartState[]> {
    const nowMs = this.#clock.monotonicMs();
    if (this.#last === null || nowMs - this.#last.atMs > REUSE_MS) {
      this.#last = { atMs: nowMs, states: Promise.all(this.#checks.map((check) => this.#run(check))) };
    }
    return this.#last.states;
  }

  async #run({ part, check }: ReadinessCheck): Promise<PartState> {
    const done = new AbortController();
    const tooSlow = this.#clock.sleep(CHECK_TIMEOUT_MS, done.signal).then(
      () => `no answer within ${CHECK_TIMEOUT_MS / 1000} s`,
      () => null,
    );
    try {
      const detail = await Promise.race([check(), tooSlow]);
      return { part, ok: detail === null, detail };
    } catch (error) {
      return { part, ok: false, detail: error instanceof Error ? error.message : String(error) };
    } finally {
      done.abort();
    }
  }
}
