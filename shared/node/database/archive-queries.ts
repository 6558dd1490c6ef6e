import { sql, type Insertable, type Kysely, type Selectable } from "kysely";
import type { ArchiveStateTable, Database, SegmentTable } from "./tables.ts";

/** What the wall and the storage page show of the archive; what only workers know is null before any has reported. */
export interface ArchiveFacts {
  /** Oldest report of all workers: the facts are at least this fresh. */
  reportedAt: Date | null;
  archivedBytes: number;
  archivedSegments: number;
  /** Bytes added in the last hour. */
  lastHourBytes: number;
  /** The first segment ever added, to know whether an hour has been seen. */
  firstSegmentAt: Date | null;
  spoolBytes: number | null;
  oldestWaitingUs: number | null;
  /** Each spool's own words. Stores are usually one and the same: do not add capacities up. */
  spools: Selectable<ArchiveStateTable>[];
}

export async function archiveFacts(db: Kysely<Database>): Promise<ArchiveFacts> {
  const spools = await db.selectFrom("archiveState").selectAll().orderBy("spoolId").execute();
  const recent = await db
    .selectFrom("segment")
    .select(({ fn }) => fn.coalesce(fn.sum<number>("sizeBytes"), sql<number>`0`).as("bytes"))
    .where("createdAt", ">", sql<Date>`now() - interval '1 hour'`)
    .executeTakeFirstOrThrow();
  const first = await db.selectFrom("segment").select("createdAt").orderBy("createdAt").limit(1).executeTakeFirst();
  const total = await db.selectFrom("archiveTotal").select(["segments", "sizeBytes"]).executeTakeFirstOrThrow();
  const waiting = spools.map((spool) => spool.oldestWaitingUs).filter((us) => us !== null);
  return {
    reportedAt: spools.reduce<Date | null>((oldest, { reportedAt }) => (oldest === null || reportedAt < oldest ? reportedAt : oldest), null),
    archivedBytes: total.sizeBytes,
    archivedSegments: total.segments,
    lastHourBytes: Number(recent.bytes),
    firstSegmentAt: first?.createdAt ?? null,
    spoolBytes: spools.length === 0 ? null : spools.reduce((sum, spool) => sum + spool.spoolBytes, 0),
    oldestWaitingUs: waiting.length === 0 ? null : Math.min(...waiting),
    spools,
  };
}

export type ArchiveReport = Insertable<ArchiveStateTable>;

export async function saveArchiveReport(db: Kysely<Database>, report: ArchiveReport): Promise<void> {
  const { spoolId: _, ...changed } = report;
  await db
    .insertInto("archiveState")
    .values(report)
    .onConflict((conflict) => conflict.column("spoolId").doUpdateSet(changed))
    .execute();
}

/** The codecs are those that ingest read from the stream's init. false = the row was there already, nothing changed. */
export async function addSegment(db: Kysely<Database>, row: Insertable<SegmentTable>): Promise<boolean> {
  const added = await db
    .insertInto("segment")
    .values({ ...row, codecs: sql<string | null>`(select codecs from stream where id = ${row.streamId})` })
    .onConflict((conflict) => conflict.columns(["streamId", "firstNumber"]).doNothing())
    .returning("firstNumber")
    .executeTakeFirst();
  return added !== undefined;
}

/** Where the archive of a stream ends, or undefined before its first segment. */
export function lastSegment(db: Kysely<Database>, streamId: number) {
  return db.selectFrom("segment").selectAll().where("streamId", "=", streamId).orderBy("lastNumber", "desc").limit(1).executeTakeFirst();
}

/** The newest segment that begins with an init: what a segment without its own carries on from. */
export function lastSegmentWithInit(db: Kysely<Database>, streamId: number) {
  return db
    .selectFrom("segment")
    .selectAll()
    .where("streamId", "=", streamId)
    .where("initSha256", "is not", null)
    .orderBy("lastNumber", "desc")
    .limit(1)
    .executeTakeFirst();
}
