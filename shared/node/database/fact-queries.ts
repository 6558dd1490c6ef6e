import { sql, type Kysely } from "kysely";
import type { Fact } from "../../events/fact.ts";
import { COMMON_TYPES } from "../../records/calendar-of-facts.ts";
import type { Database } from "./tables.ts";

/** What concerns every dossier: calendar and settings; what was taken back is gone. */
export async function commonFacts(db: Kysely<Database>): Promise<Fact[]> {
  const { rows } = await sql<{ id: string; type: string; atUs: number; data: unknown }>`
    select id, type, at_us, data from fact where type = any(${[...COMMON_TYPES]}::text[])
      and not exists (select 1 from fact taken_back where taken_back.retracts = fact.id)`.execute(db);
  return rows.map(({ atUs, ...fact }) => ({ ...fact, atMs: atUs / 1000 }) as Fact);
}
