import { sql, type Kysely } from "kysely";
import type { LedgerEntry, LedgerFact } from "../../ledger/ledger-entry.ts";
import type { Database } from "./tables.ts";

export interface AppendedFact {
  seq: number;
  hash: Buffer;
  /** false: this producer had said it before, and it counts once (P9) */
  appended: boolean;
}

/** Appends all facts or none; answers in their order. @throws DatabaseUnavailable */
export async function appendFacts(db: Kysely<Database>, facts: readonly LedgerFact[], nowUs: number): Promise<AppendedFact[]> {
  const { rows } = await sql<AppendedFact>`select * from ledger_append(${JSON.stringify(facts)}::jsonb, ${nowUs})`.execute(db);
  return rows;
}

/** Entries after `afterSeq`, oldest first. */
export async function readEntries(db: Kysely<Database>, afterSeq: number, limit: number): Promise<LedgerEntry[]> {
  const rows = await db.selectFrom("ledgerEntry").selectAll().where("seq", ">", afterSeq).orderBy("seq").limit(limit).execute();
  return rows.map(({ hash, ...row }) => ({ ...row, hash: hash.toString("hex") }));
}

/** How far the ledger goes; seq 0 and zeros while it is empty. */
export async function ledgerHead(db: Kysely<Database>): Promise<{ seq: number; hash: Buffer }> {
  return db.selectFrom("ledgerHead").select(["seq", "hash"]).executeTakeFirstOrThrow();
}
