import { sql, type Kysely } from "kysely";
import type { Database } from "../../../shared/node/database/tables.ts";
import { FACTS_MARK } from "./project-queries.ts";

type Db = Kysely<Database>;

/** What the projection consists of; each can be emptied and built again. */
export const PROJECTED_TABLES = ["fact_dossier", "fact", "dossier", "obligation", "finding", "finding_verdict", "announced", "org_profile", "session_summary"] as const;

/** Everything read so far is computed, as of this moment: what pages show as the figures' age. */
export async function saveComputedAt(db: Db, computedAtMs: number): Promise<void> {
  await db.updateTable("projectionMark").set({ computedAtMs }).where("name", "=", FACTS_MARK).execute();
}

export async function saveRulesDigest(db: Db, rulesDigest: string): Promise<void> {
  await db.updateTable("projectionMark").set({ rulesDigest }).where("name", "=", FACTS_MARK).execute();
}

/** Empties the projection; the ledger stays, and so do producers and feeds. */
export async function emptyProjection(db: Db): Promise<void> {
  await sql.raw(`truncate ${PROJECTED_TABLES.join(", ")}`).execute(db);
  await db.updateTable("projectionMark").set({ seq: 0, computedAtMs: null }).where("name", "=", FACTS_MARK).execute();
}

/** Fresh statistics for tables that were just filled: without them the database guesses, and guesses wrong. */
export async function analyseProjection(db: Db): Promise<void> {
  await sql.raw(`analyze ${PROJECTED_TABLES.join(", ")}`).execute(db);
}

/** What the ledger last said of each decision. */
export async function readAnnounced(db: Db, producer: string): Promise<void> {
  await sql`
    insert into announced (key, seq, digest)
    select distinct on (body::json->>'key') body::json->>'key', seq, sha256(convert_to(kind || E'\\n' || body, 'UTF8'))
    from ledger_entry where producer = ${producer} and kind in ('rule.raised', 'rule.cleared')
    order by body::json->>'key', seq desc`.execute(db);
}

/** Decisions that the ledger speaks of and that stand no more, page by page. */
export async function announcedButGone(db: Db, afterKey: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from announced where key > ${afterKey}
      and not exists (select 1 from obligation where obligation.key = announced.key)
      and not exists (select 1 from finding where finding.key = announced.key)
    order by key limit ${limit}`.execute(db);
  return rows.map(({ key }) => key);
}

const SHADOW = "rules_check";

/** A second projection beside the first, empty: tables of the same shape in a schema that this connection looks into first. */
export async function beginShadow(connection: Db): Promise<void> {
  await sql.raw(`drop schema if exists ${SHADOW} cascade`).execute(connection);
  await sql.raw(`create schema ${SHADOW}`).execute(connection);
  for (const table of [...PROJECTED_TABLES, "projection_mark"]) await sql.raw(`create table ${SHADOW}.${table} (like public.${table} including all)`).execute(connection);
  await sql.raw(`insert into ${SHADOW}.projection_mark (name, seq) values ('${FACTS_MARK}', 0)`).execute(connection);
  await sql.raw(`set search_path to ${SHADOW}, public`).execute(connection);
}

export async function endShadow(connection: Db): Promise<void> {
  await sql.raw("reset search_path").execute(connection);
  await sql.raw(`drop schema if exists ${SHADOW} cascade`).execute(connection);
}

/** Rows that only one of the two has. When it was computed is no part of what was computed. */
export async function compareWithShadow(connection: Db): Promise<{ table: string; onlyStored: number; onlyRebuilt: number }[]> {
  const compared = [];
  for (const table of PROJECTED_TABLES.filter((each) => each !== "announced")) {
    // Rows as text: json has no equality of its own.
    const rows = (schema: string) => `select (to_jsonb(t) - '{evaluated_at_ms,retry_at_ms,dirty_from_seq}'::text[])::text from ${schema}.${table} t`;
    const { rows: counts } = await sql<{ stored: number; rebuilt: number }>`select
      (select count(*) from (${sql.raw(rows("public"))} except ${sql.raw(rows(SHADOW))}) a) as stored,
      (select count(*) from (${sql.raw(rows(SHADOW))} except ${sql.raw(rows("public"))}) b) as rebuilt`.execute(connection);
    compared.push({ table, onlyStored: counts[0]?.stored ?? 0, onlyRebuilt: counts[0]?.rebuilt ?? 0 });
  }
  return compared;
}
