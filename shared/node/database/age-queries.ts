import { sql, type Kysely } from "kysely";
import type { Database } from "./tables.ts";
import type { Age } from "../../protocol/filings/age.ts";

/** How far the rules have read and computed the ledger. */
export async function readAge(db: Kysely<Database>, askedAtMs: number): Promise<Age> {
  const { rows } = await sql<Omit<Age, "askedAtMs">>`
    select least(mark.seq, (select min(dirty_from_seq) - 1 from dossier where dirty_from_seq is not null)) as entry,
      (select seq from ledger_head) as ledger_entry, computed_at_ms
    from projection_mark mark where name = 'facts'`.execute(db);
  const [age] = rows;
  if (age === undefined) throw new Error("expected a row of projection_mark named facts, got none: the migrations did not run");
  return { ...age, askedAtMs };
}
