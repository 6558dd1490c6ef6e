import { sql, type Kysely } from "kysely";
import type { EventType } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { COMMON_TYPES } from "../../records/calendar-of-facts.ts";
import type { Database } from "./tables.ts";

/** What concerns every dossier: calendar and settings; what was taken back is gone. */
export function commonFacts(db: Kysely<Database>): Promise<Fact[]> {
  return standingFacts(db, COMMON_TYPES);
}

/** Outages that name no evaluator: every evaluator's rooms were dark meanwhile. */
export async function sharedOutages(db: Kysely<Database>): Promise<Fact[]> {
  return (await standingFacts(db, ["platform.outage"])).filter(({ data }) => !("orgId" in data));
}

async function standingFacts(db: Kysely<Database>, types: readonly EventType[]): Promise<Fact[]> {
  const { rows } = await sql<{ id: string; type: string; atUs: number; data: unknown }>`
    select id, type, at_us, data from fact where type = any(${[...types]}::text[])
      and not exists (select 1 from fact taken_back where taken_back.retracts = fact.id)
    order by seq`.execute(db);
  return rows.map(({ atUs, ...fact }) => ({ ...fact, atMs: atUs / 1000 }) as Fact);
}
