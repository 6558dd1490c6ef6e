import { sql, type Kysely } from "kysely";
import type { Database } from "../../../shared/node/database/tables.ts";
import type { ProjectedEntry, ReadFact } from "../project/read-fact.ts";

type Db = Kysely<Database>;

/** One heading under which a fact is found. */
export interface Heading {
  heading: string;
  seq: number;
}

export const FACTS_MARK = "facts";

export async function readMark(db: Db): Promise<{ seq: number; rulesDigest: string; computedAtMs: number | null }> {
  return db.selectFrom("projectionMark").select(["seq", "rulesDigest", "computedAtMs"]).where("name", "=", FACTS_MARK).executeTakeFirstOrThrow();
}

export async function moveMark(db: Db, seq: number): Promise<void> {
  await db.updateTable("projectionMark").set({ seq }).where("name", "=", FACTS_MARK).execute();
}

/** Entries after `afterSeq` in their order. */
export function entriesAfter(db: Db, afterSeq: number, limit: number): Promise<ProjectedEntry[]> {
  return db.selectFrom("ledgerEntry").select(["seq", "kind", "producer", "eventId", "body"]).where("seq", ">", afterSeq).orderBy("seq").limit(limit).execute();
}

/** The data go from entry to fact inside the database. @returns numbers of those that are new; an id that is known counts once */
export async function insertFacts(db: Db, facts: readonly ReadFact[]): Promise<Set<number>> {
  const { rows } = await sql<{ seq: number }>`
    insert into fact (seq, id, type, at_us, data, retracts)
    select given.seq, given.id, given.type, given.at_us, entry.body::json->'data', given.retracts
    from unnest(${facts.map(({ seq }) => seq)}::bigint[], ${facts.map(({ id }) => id)}::text[], ${facts.map(({ type }) => type)}::text[],
      ${facts.map(({ atUs }) => atUs)}::bigint[], ${facts.map(({ retracts }) => retracts)}::text[]) as given (seq, id, type, at_us, retracts)
    join ledger_entry entry on entry.seq = given.seq
    order by given.seq
    on conflict (id) do nothing
    returning seq`.execute(db);
  return new Set(rows.map(({ seq }) => seq));
}

export async function insertHeadings(db: Db, headings: readonly Heading[]): Promise<void> {
  await sql`
    insert into fact_dossier (dossier, seq)
    select * from unnest(${headings.map(({ heading }) => heading)}::text[], ${headings.map(({ seq }) => seq)}::bigint[])
    on conflict do nothing`.execute(db);
}

/** Retractions that name one of these facts, whichever came first. */
export async function retractionsOf(db: Db, ids: readonly string[]): Promise<{ seq: number; retracts: string }[]> {
  const rows = await db.selectFrom("fact").select(["seq", "retracts"]).where("retracts", "in", [...ids]).execute();
  return rows.flatMap(({ seq, retracts }) => (retracts === null ? [] : [{ seq, retracts }]));
}

/** Facts by id, with the headings that they have. */
export async function knownFacts(db: Db, ids: readonly string[]): Promise<{ id: string; type: string; headings: string[]; findingKey: string | null }[]> {
  const { rows } = await sql<{ id: string; type: string; headings: string[]; findingKey: string | null }>`
    select id, type, array(select dossier from fact_dossier where fact_dossier.seq = fact.seq) as headings,
      case when type = 'finding.judged' then data->>'findingKey' end as finding_key
    from fact where id = any(${[...ids]}::text[])`.execute(db);
  return rows;
}

/** Dossiers and sessions that must be computed again, from the first entry that they do not know. */
export async function markDirty(db: Db, headings: readonly Heading[]): Promise<void> {
  await sql`
    insert into dossier (key, newest_seq, dirty_from_seq)
    select key, max(seq), min(seq) from unnest(${headings.map(({ heading }) => heading)}::text[], ${headings.map(({ seq }) => seq)}::bigint[]) as given (key, seq)
    group by key order by key
    on conflict (key) do update set
      newest_seq = greatest(dossier.newest_seq, excluded.newest_seq),
      dirty_from_seq = least(dossier.dirty_from_seq, excluded.dirty_from_seq)`.execute(db);
}

/** The calendar or a setting of rules changed: it may concern every dossier. */
export async function markAllDirty(db: Db, seq: number): Promise<void> {
  await sql`update dossier set dirty_from_seq = least(dirty_from_seq, ${seq}::bigint) where key not like 'session:%'`.execute(db);
}

/** The platform was out for everybody: no evaluator's rooms could be seen. */
export async function markOrgsDirty(db: Db, seq: number): Promise<void> {
  await sql`update dossier set dirty_from_seq = least(dirty_from_seq, ${seq}::bigint) where key like 'org:%'`.execute(db);
}

/** A plan changed: sessions that it no longer names are concerned as well. */
export async function markSessionsOfBatches(db: Db, batchIds: readonly string[], seq: number): Promise<void> {
  await sql`
    update dossier set dirty_from_seq = least(dirty_from_seq, ${seq}::bigint)
    where key in (select 'session:' || session_id from session_summary where batch_id = any(${[...batchIds]}::text[]))`.execute(db);
}

/** What people last said of these findings; what was taken back does not count. */
export async function saveVerdicts(db: Db, findingKeys: readonly string[]): Promise<void> {
  await db.deleteFrom("findingVerdict").where("findingKey", "in", [...findingKeys]).execute();
  await sql`
    insert into finding_verdict (finding_key, verdict, reason, said_by, at_ms, seq)
    select distinct on (data->>'findingKey') data->>'findingKey', data->>'verdict', data->>'reason', data->>'by', at_us / 1000, seq
    from fact judged
    where type = 'finding.judged' and data->>'findingKey' = any(${[...findingKeys]}::text[])
      and not exists (select 1 from fact taken_back where taken_back.retracts = judged.id)
    order by data->>'findingKey', at_us desc, id desc`.execute(db);
}
