import { sql, type Kysely } from "kysely";
import type { LedgerEntry, LedgerFact } from "../../ledger/ledger-entry.ts";
import type { Database } from "./tables.ts";

export interface AppendedFact {
  seq: number;
  hash: Buffer;
  /** false: this producer had said it before, and it counts once (P9) */
  appended: boolean;
  /** An event that was not appended, because its producer had used its number or its id for another one. */
  conflict: "sequence" | "id" | null;
}

/** `eventId`: an event's, unique for its producer; a fact that was no event has none. */
export interface AppendableFact extends LedgerFact {
  eventId?: string;
}

/** Appends all facts or none, apart from what was said before; answers in their order. @throws DatabaseUnavailable */
export async function appendFacts(db: Kysely<Database>, facts: readonly AppendableFact[], nowUs: number): Promise<AppendedFact[]> {
  const column = <T>(read: (fact: AppendableFact) => T): T[] => facts.map(read);
  const { rows } = await sql<AppendedFact>`select * from ledger_append(
    ${column((fact) => fact.kind)}, ${column((fact) => fact.subject)}, ${column((fact) => fact.producer)}, ${column((fact) => fact.producerSeq)},
    ${column((fact) => fact.eventId ?? null)}, ${column((fact) => fact.body)}, ${nowUs})`.execute(db);
  return rows;
}

/** Entries after `afterSeq`, oldest first. */
export async function readEntries(db: Kysely<Database>, afterSeq: number, limit: number): Promise<LedgerEntry[]> {
  const rows = await db.selectFrom("ledgerEntry").selectAll().where("seq", ">", afterSeq).orderBy("seq").limit(limit).execute();
  return rows.map(({ hash, eventId: _inBody, ...row }) => ({ ...row, hash: hash.toString("hex") }));
}

/** How far the ledger goes; seq 0 and zeros while it is empty. */
export async function ledgerHead(db: Kysely<Database>): Promise<{ seq: number; hash: Buffer }> {
  return db.selectFrom("ledgerHead").select(["seq", "hash"]).executeTakeFirstOrThrow();
}
