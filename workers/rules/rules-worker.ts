import { DatabaseUnavailable } from "../../shared/node/database/database-unavailable.ts";
import { retryForEver } from "../../shared/time/retry.ts";
import { turn, withRulesLock, type RulesParts } from "./rules-run.ts";

/** How soon a new entry is noticed, and how often another worker asks for the turn. */
const POLL_MS = 500;
const BACK_OFF = { firstRetryMs: 500, maxRetryMs: 15_000 };

/** Runs until the signal aborts. The database may come and go; only what was not foreseen ends it. */
export async function runRulesWorker(parts: RulesParts, signal: AbortSignal): Promise<void> {
  const { clock, log } = parts;
  try {
    for (;;) {
      const busy = await retryForEver(() => withRulesLock(parts.db, (db) => turn({ ...parts, db })), BACK_OFF, clock, signal, (error) => {
        if (signal.aborted || !(error instanceof DatabaseUnavailable)) throw error;
        log.warn({ err: error }, "the database cannot answer now; the ledger is read on once it can");
      });
      signal.throwIfAborted();
      if (busy !== true) await clock.sleep(POLL_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
