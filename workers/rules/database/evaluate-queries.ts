import { sql, type Insertable, type Kysely, type Selectable } from "kysely";
import type { Fact } from "../../../shared/events/fact.ts";
import type { Database, FindingTable, ObligationTable, OrgProfileTable, SessionSummaryTable } from "../../../shared/node/database/tables.ts";

type Db = Kysely<Database>;
export type ObligationRow = Selectable<ObligationTable>;
export type FindingRow = Selectable<FindingTable>;

/** Rows of one statement: some twenty columns each, and PostgreSQL takes 65,535 parameters. */
const ROWS_PER_STATEMENT = 1_000;

/** Dossiers to compute: evaluators first, because others ask for their areas; then those that lag most, then those whose moment has come. */
export async function dueDossiers(db: Db, nowMs: number, limit: number): Promise<string[]> {
  const triable = sql`(retry_at_ms is null or retry_at_ms <= ${nowMs})`;
  const { rows } = await sql<{ key: string }>`
    (select key from dossier where dirty_from_seq is not null and key like 'org:%' and ${triable} order by dirty_from_seq limit ${limit})
    union all
    (select key from dossier where dirty_from_seq is not null and key not like 'org:%' and ${triable} order by dirty_from_seq limit ${limit})
    union all
    (select key from dossier where reconsider_at_ms <= ${nowMs} and dirty_from_seq is null order by reconsider_at_ms limit ${limit})
    limit ${limit}`.execute(db);
  return rows.map(({ key }) => key);
}

export async function countFacts(db: Db, keys: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ dossier: string; facts: number }>`select dossier, count(*) as facts from fact_dossier where dossier = any(${[...keys]}::text[]) group by dossier`.execute(db);
  return new Map(rows.map(({ dossier, facts }) => [dossier, facts]));
}

/** The facts of each dossier, in the order of the ledger. */
export async function factsOfDossiers(db: Db, keys: readonly string[]): Promise<Map<string, Fact[]>> {
  const { rows } = await sql<{ dossier: string; id: string; type: string; atUs: number; data: unknown }>`
    select dossier, id, type, at_us, data from fact_dossier join fact using (seq) where dossier = any(${[...keys]}::text[]) order by seq`.execute(db);
  const found = new Map<string, Fact[]>(keys.map((key) => [key, []]));
  for (const { dossier, id, type, atUs, data } of rows) found.get(dossier)?.push({ id, type, atMs: atUs / 1000, data } as Fact);
  return found;
}

export async function areasOfOrgs(db: Db, orgIds: readonly string[]): Promise<Map<string, string>> {
  if (orgIds.length === 0) return new Map();
  const rows = await db.selectFrom("orgProfile").select(["id", "areaCode"]).where("id", "in", [...orgIds]).execute();
  return new Map(rows.flatMap(({ id, areaCode }) => (areaCode === null ? [] : [[id, areaCode] as const])));
}

export const obligationsOf = (db: Db, keys: readonly string[]): Promise<ObligationRow[]> => db.selectFrom("obligation").selectAll().where("dossier", "in", [...keys]).execute();

export const findingsOf = (db: Db, keys: readonly string[]): Promise<FindingRow[]> => db.selectFrom("finding").selectAll().where("dossier", "in", [...keys]).execute();

export async function saveObligations(db: Db, rows: readonly Insertable<ObligationTable>[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await db.insertInto("obligation").values(chunk).onConflict((conflict) => conflict.column("key").doUpdateSet(({ ref }) => ({
      dueDate: ref("excluded.dueDate"), open: ref("excluded.open"), stateFrom: ref("excluded.stateFrom"), states: ref("excluded.states"),
      overdueFromMs: ref("excluded.overdueFromMs"), overdueToMs: ref("excluded.overdueToMs"), provisional: ref("excluded.provisional"), mode: ref("excluded.mode"), severity: ref("excluded.severity"), nature: ref("excluded.nature"),
      owedBy: ref("excluded.owedBy"), orgId: ref("excluded.orgId"), subjectKind: ref("excluded.subjectKind"), subjectId: ref("excluded.subjectId"), body: ref("excluded.body"),
    }))).execute();
  }
}

export async function saveFindings(db: Db, rows: readonly Insertable<FindingTable>[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await db.insertInto("finding").values(chunk).onConflict((conflict) => conflict.column("key").doUpdateSet(({ ref }) => ({
      mode: ref("excluded.mode"), severity: ref("excluded.severity"), orgId: ref("excluded.orgId"), subjectKind: ref("excluded.subjectKind"), subjectId: ref("excluded.subjectId"),
      sinceMs: ref("excluded.sinceMs"), clearedMs: ref("excluded.clearedMs"), body: ref("excluded.body"),
    }))).execute();
  }
}

export async function deleteDecisions(db: Db, table: "obligation" | "finding", keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await db.deleteFrom(table).where("key", "in", [...keys]).execute();
}

export interface Evaluated {
  key: string;
  reconsiderAtMs: number | null;
}

/** A rule failed on these: they stay as they were, dirty, until they are tried again. */
export async function postpone(db: Db, keys: readonly string[], retryAtMs: number): Promise<void> {
  await sql`update dossier set retry_at_ms = ${retryAtMs}, dirty_from_seq = coalesce(dirty_from_seq, newest_seq) where key = any(${[...keys]}::text[])`.execute(db);
}

/** The dossier knows all its entries now. Nobody adds to it meanwhile: one worker at a time does both. */
export async function saveEvaluated(db: Db, evaluated: readonly Evaluated[], nowMs: number): Promise<void> {
  await sql`
    update dossier set dirty_from_seq = null, retry_at_ms = null, evaluated_at_ms = ${nowMs}, reconsider_at_ms = given.reconsider_at_ms
    from unnest(${evaluated.map(({ key }) => key)}::text[], ${evaluated.map(({ reconsiderAtMs }) => reconsiderAtMs)}::bigint[]) as given (key, reconsider_at_ms)
    where dossier.key = given.key`.execute(db);
}

/** @returns evaluators whose area is another one than before, so that what others' dossiers say of them must be computed again */
export async function saveProfiles(db: Db, rows: readonly Insertable<OrgProfileTable>[]): Promise<string[]> {
  const before = await db.selectFrom("orgProfile").select(["id", "areaCode"]).where("id", "in", rows.map(({ id }) => id)).execute();
  const areaBefore = new Map(before.map(({ id, areaCode }) => [id, areaCode]));
  await db.insertInto("orgProfile").values(rows).onConflict((conflict) => conflict.column("id").doUpdateSet(({ ref }) => ({
    name: ref("excluded.name"), orgCode: ref("excluded.orgCode"), evaluatorType: ref("excluded.evaluatorType"), areaCode: ref("excluded.areaCode"), state: ref("excluded.state"),
    occupations: ref("excluded.occupations"), sites: ref("excluded.sites"), validFrom: ref("excluded.validFrom"), validTo: ref("excluded.validTo"), lastFactMs: ref("excluded.lastFactMs"),
  }))).execute();
  return rows.filter(({ id, areaCode }) => (areaBefore.get(id) ?? null) !== (areaCode ?? null)).map(({ id }) => id);
}

/** Persons, certificates, cases … that have facts of these evaluators. */
export async function markSharedDossiers(db: Db, orgIds: readonly string[]): Promise<void> {
  await sql`
    update dossier set dirty_from_seq = coalesce(dirty_from_seq, newest_seq)
    where key in (
      select other.dossier from fact_dossier own join fact_dossier other on other.seq = own.seq
      where own.dossier = any(${orgIds.map((id) => `org:${id}`)}::text[]) and other.dossier not like 'org:%' and other.dossier not like 'session:%' and other.dossier not like 'batch:%'
    )`.execute(db);
}

export async function saveSessions(db: Db, rows: readonly Insertable<SessionSummaryTable>[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await db.insertInto("sessionSummary").values(chunk).onConflict((conflict) => conflict.column("sessionId").doUpdateSet(({ ref }) => ({
      orgId: ref("excluded.orgId"), batchId: ref("excluded.batchId"), day: ref("excluded.day"), plannedStartMs: ref("excluded.plannedStartMs"), plannedEndMs: ref("excluded.plannedEndMs"),
      startedMs: ref("excluded.startedMs"), endedMs: ref("excluded.endedMs"), cancelled: ref("excluded.cancelled"), test: ref("excluded.test"), expected: ref("excluded.expected"),
      checkedIn: ref("excluded.checkedIn"), present: ref("excluded.present"), onSiteInternal: ref("excluded.onSiteInternal"), remoteInternal: ref("excluded.remoteInternal"),
      onSiteExternal: ref("excluded.onSiteExternal"), remoteExternal: ref("excluded.remoteExternal"),
    }))).execute();
  }
}

export async function announcedDigests(db: Db, keys: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await db.selectFrom("announced").select(["key", "digest"]).where("key", "in", [...keys]).execute();
  return new Map(rows.map(({ key, digest }) => [key, digest]));
}

export async function saveAnnounced(db: Db, rows: readonly { key: string; seq: number; digest: Buffer }[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await db.insertInto("announced").values(chunk).onConflict((conflict) => conflict.column("key").doUpdateSet(({ ref }) => ({ seq: ref("excluded.seq"), digest: ref("excluded.digest") }))).execute();
  }
}

function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_PER_STATEMENT) }, (_, index) => rows.slice(index * ROWS_PER_STATEMENT, (index + 1) * ROWS_PER_STATEMENT));
}
