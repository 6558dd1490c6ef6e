import type { Kysely } from "kysely";
import { letGo, tryHold } from "../../shared/node/database/machine-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Rulebook } from "../../shared/rules/rulebook.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { analyseProjection, announcedButGone, emptyProjection, readAnnounced, saveComputedAt, saveRulesDigest } from "./database/mark-queries.ts";
import { markAllDirty, readMark } from "./database/project-queries.ts";
import { announce, announceGone, RULES_PRODUCER } from "./evaluate/announcements.ts";
import { evaluateDue } from "./evaluate/evaluate-dossiers.ts";
import { projectEntries } from "./project/project-entries.ts";

export interface RulesParts {
  db: Kysely<Database>;
  rulebooks: readonly Rulebook[];
  /** Changes whenever the rules' own files do: everything is then computed again. */
  rulesDigest: string;
  clock: Clock;
  log: Log;
}

export const RULES_LOCK = "rules";
export const ENTRIES_PER_TURN = 2_000;
const GONE_PER_TURN = 1_000;
/** With nothing to do, the figures' age is told this often. */
const AGE_STEP_MS = 2_000;

/** One turn at a time over all workers; null: another one has it. */
export function withRulesLock<T>(db: Kysely<Database>, work: (connection: Kysely<Database>) => Promise<T>): Promise<T | null> {
  return db.connection().execute(async (connection) => {
    if (!(await tryHold(connection, RULES_LOCK))) return null;
    try {
      return await work(connection);
    } finally {
      await letGo(connection, RULES_LOCK).catch(() => undefined);
    }
  });
}

/**
 * Reads some entries and computes some dossiers. Needs the lock.
 * @returns whether anything was left to do
 */
export async function turn(parts: RulesParts, announces = true): Promise<boolean> {
  const { db, clock, log, rulebooks, rulesDigest } = parts;
  const mark = await readMark(db);
  if (mark.rulesDigest !== rulesDigest) {
    await markAllDirty(db, mark.seq);
    await saveRulesDigest(db, rulesDigest);
  }
  const read = await projectEntries(db, ENTRIES_PER_TURN);
  // While entries keep coming in, decisions wait for the end: each dossier is then computed once and not at every step.
  if (read === ENTRIES_PER_TURN) return true;
  const nowUs = clock.nowUs();
  const onFailure = (dossier: string, error: unknown) => log.error({ dossier, err: error }, "a rule failed on a dossier: it keeps its old decisions and is tried again in a minute");
  const evaluated = await evaluateDue({ db, rulebooks, nowUs, announces, onFailure });
  if (evaluated > 0) return true;
  const nowMs = Math.floor(nowUs / 1000);
  if (read > 0 || mark.computedAtMs === null || nowMs - mark.computedAtMs >= AGE_STEP_MS) await saveComputedAt(db, nowMs);
  return false;
}

/** Drops everything that is computed and builds it again from the ledger. Needs the lock. */
export async function rebuild(parts: RulesParts): Promise<void> {
  const { db, clock } = parts;
  await db.transaction().execute(async (transaction) => {
    await emptyProjection(transaction);
    await readAnnounced(transaction, RULES_PRODUCER);
    await saveRulesDigest(transaction, parts.rulesDigest);
  });
  while (await turn(parts)) {
    // on to the next
  }
  await analyseProjection(db);
  let after = "";
  for (;;) {
    const gone = await announcedButGone(db, after, GONE_PER_TURN);
    if (gone.length === 0) return;
    await db.transaction().execute((transaction) => announce(transaction, gone.map(announceGone), clock.nowUs()));
    after = gone.at(-1) ?? "";
  }
}
