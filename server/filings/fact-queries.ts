import { sql, type Kysely } from "kysely";
import { isEventType, kindOf } from "../../shared/events/event-catalog.ts";
import type { Fact } from "../../shared/events/fact.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { FactView } from "../../shared/protocol/filings/sources.ts";

type Db = Kysely<Database>;

export interface StoredFact {
  seq: number;
  id: string;
  type: string;
  atUs: number;
  data: unknown;
  retracted: boolean;
}

const COLUMNS = sql`seq, id, type, at_us, data, exists (select 1 from fact taken_back where taken_back.retracts = fact.id) as retracted`;

export function factView({ seq, id, type, atUs, data, retracted }: StoredFact): FactView {
  const title = isEventType(type) ? kindOf(type) : { zh: type, en: type };
  return { id, entry: seq, type, title: { zh: title.zh, en: title.en }, atMs: atUs / 1000, data: data as FactView["data"], retracted };
}

export function asFact({ id, type, atUs, data }: StoredFact): Fact {
  return { id, type, atMs: atUs / 1000, data } as Fact;
}

/** Facts by id, in the order in which they happened. */
export async function factsById(db: Db, ids: readonly string[]): Promise<FactView[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<StoredFact>`select ${COLUMNS} from fact where id = any(${[...ids]}::text[]) order by at_us, id`.execute(db);
  return rows.map(factView);
}

/** All facts under a heading ("session:s-1"), in the order in which they happened. */
export async function factsUnder(db: Db, heading: string, limit: number): Promise<StoredFact[]> {
  const { rows } = await sql<StoredFact>`select ${COLUMNS} from fact_dossier join fact using (seq) where dossier = ${heading} order by at_us, id limit ${limit}`.execute(db);
  return rows;
}

/** How many of each kind lie under a heading, and the newest moment of each. */
export async function countUnder(db: Db, heading: string): Promise<{ type: string; count: number; lastAtMs: number }[]> {
  const { rows } = await sql<{ type: string; count: number; lastAtMs: number }>`
    select type, count(*) as count, max(at_us) / 1000 as last_at_ms from fact_dossier join fact using (seq) where dossier = ${heading} group by type order by type`.execute(db);
  return rows;
}

/** The newest facts of some kinds under a heading, newest first. */
export async function newestUnder(db: Db, heading: string, types: readonly string[], limit: number): Promise<FactView[]> {
  const { rows } = await sql<StoredFact>`
    select ${COLUMNS} from fact_dossier join fact using (seq) where dossier = ${heading} and type = any(${[...types]}::text[]) order by at_us desc, id desc limit ${limit}`.execute(db);
  return rows.map(factView);
}

/** The facts of some kinds under a heading, and what took any of them back. */
export async function factsOfTypes(db: Db, heading: string, types: readonly string[]): Promise<Fact[]> {
  const { rows } = await sql<StoredFact>`
    select ${COLUMNS} from fact_dossier join fact using (seq) where dossier = ${heading} and type = any(${[...types, "fact.retracted"]}::text[]) order by at_us, id`.execute(db);
  return rows.map(asFact);
}
