import { setImmediate } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Clock } from "../../time/clock.ts";
import { DatabaseUnavailable } from "../database/database-unavailable.ts";
import { appendFacts, type AppendableFact, type AppendedFact } from "../database/ledger-queries.ts";
import type { Database } from "../database/tables.ts";

export class LedgerFullError extends Error {
  override name = "LedgerFullError";
}

interface Waiting {
  facts: readonly AppendableFact[];
  resolve: (appended: AppendedFact[]) => void;
  reject: (error: unknown) => void;
}

/** Facts in one statement: enough to share a commit, few enough to hold the head row only some milliseconds. */
const MAX_FACTS_PER_STATEMENT = 1_000;
const MAX_WAITING_FACTS = 20_000;
/** Some facts carry lists of thousands of people. */
const MAX_WAITING_CHARACTERS = 64 * 1024 * 1024;

/**
 * Appends to the ledger for one process. What is asked while a statement runs
 * goes out together with the next one, so that many writers share a commit.
 */
export class LedgerAppender {
  readonly #db: Kysely<Database>;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #waitingFacts = 0;
  #waitingCharacters = 0;
  #running: Promise<void> | null = null;

  constructor(db: Kysely<Database>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Resolves once the facts are committed, in their order and next to each other.
   * @throws LedgerFullError when more waits than the limit (P14); nothing of this call is then appended
   * @throws DatabaseUnavailable
   */
  append(facts: readonly AppendableFact[]): Promise<AppendedFact[]> {
    const characters = charactersOf(facts);
    // What comes alone is taken whatever its size: a file of many rows is one call.
    const isFull = this.#waitingFacts + facts.length > MAX_WAITING_FACTS || this.#waitingCharacters + characters > MAX_WAITING_CHARACTERS;
    if (isFull && this.#waitingFacts > 0) {
      return Promise.reject(new LedgerFullError(`${this.#waitingFacts} facts of ${this.#waitingCharacters} characters wait for the ledger, at most ${MAX_WAITING_FACTS} of ${MAX_WAITING_CHARACTERS} may: send these ${facts.length} again later`));
    }
    this.#waitingFacts += facts.length;
    this.#waitingCharacters += characters;
    const appended = new Promise<AppendedFact[]>((resolve, reject) => {
      this.#waiting.push({ facts, resolve, reject });
    });
    this.#running ??= this.#drain();
    return appended;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop before each statement: what is asked in it, and what callers ask as soon as they are answered, goes out
    // together. Without it, eight callers that take turns shared a commit by four.
    await setImmediate();
    while (this.#waiting.length > 0) {
      await this.#appendTogether(this.#take());
      await setImmediate();
    }
    this.#running = null;
  }

  #take(): Waiting[] {
    const taken: Waiting[] = [];
    let facts = 0;
    for (const next of this.#waiting) {
      if (taken.length > 0 && facts + next.facts.length > MAX_FACTS_PER_STATEMENT) break;
      taken.push(next);
      facts += next.facts.length;
      this.#waitingCharacters -= charactersOf(next.facts);
    }
    this.#waiting = this.#waiting.slice(taken.length);
    this.#waitingFacts -= facts;
    return taken;
  }

  /** One bad fact must not fail its neighbours: it is found by trying each call alone. An outage fails them all. */
  async #appendTogether(taken: readonly Waiting[]): Promise<void> {
    try {
      const appended = await appendFacts(this.#db, taken.flatMap(({ facts }) => facts), this.#clock.nowUs());
      let from = 0;
      for (const { facts, resolve } of taken) resolve(appended.slice(from, (from += facts.length)));
    } catch (error) {
      if (taken.length === 1 || error instanceof DatabaseUnavailable) {
        for (const { reject } of taken) reject(error);
        return;
      }
      for (const alone of taken) await this.#appendTogether([alone]);
    }
  }
}

function charactersOf(facts: readonly AppendableFact[]): number {
  return facts.reduce((sum, { body }) => sum + body.length, 0);
}
