import { beginShadow, compareWithShadow, endShadow, saveRulesDigest } from "./database/mark-queries.ts";
import { readMark } from "./database/project-queries.ts";
import { turn, type RulesParts } from "./rules-run.ts";

export interface CheckReport {
  /** Entries that both were built from. */
  entries: number;
  tables: readonly { table: string; onlyStored: number; onlyRebuilt: number }[];
  same: boolean;
}

/**
 * Builds the projection a second time, beside the stored one, and compares.
 * Nothing that pages read is touched and the ledger hears nothing. Needs the
 * lock, and one connection of its own.
 */
export async function checkProjection(parts: RulesParts): Promise<CheckReport> {
  const { db } = parts;
  while (await turn(parts)) {
    // first what is waiting anyway, so that both stand at the same entry
  }
  await beginShadow(db);
  try {
    await saveRulesDigest(db, parts.rulesDigest);
    while (await turn(parts, false)) {
      // on to the next
    }
    const tables = await compareWithShadow(db);
    return { entries: (await readMark(db)).seq, tables, same: tables.every(({ onlyStored, onlyRebuilt }) => onlyStored + onlyRebuilt === 0) };
  } finally {
    await endShadow(db);
  }
}
