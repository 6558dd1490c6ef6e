import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";

export interface RepeatedWorkParts {
  name: string;
  intervalMs: number;
  clock: Clock;
  log: Log;
  /** One round; returns whether more is waiting, so that a backlog is worked off at once. */
  work(): Promise<boolean>;
}

/** Work that follows the database: round by round, never two at once; what an outage stopped the next round does. */
export class RepeatedWork {
  readonly #parts: RepeatedWorkParts;
  #running: Promise<void> | null = null;
  #stopTimer: (() => void) | null = null;
  #stopped = false;

  constructor(parts: RepeatedWorkParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stopTimer = this.#parts.clock.every(this.#parts.intervalMs, () => void this.run());
  }

  /** Waits for the round that runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTimer?.();
    await this.#running;
  }

  /** Rounds until nothing waits; an outage is logged and not thrown. */
  run(): Promise<void> {
    this.#running ??= this.#rounds().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #rounds(): Promise<void> {
    try {
      while (!this.#stopped && (await this.#parts.work()));
    } catch (error) {
      this.#parts.log.warn({ err: error, work: this.#parts.name }, "a round could not be finished; the next one tries again");
    }
  }
}
