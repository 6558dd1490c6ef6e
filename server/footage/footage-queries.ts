import { sql, type Kysely, type RawBuilder } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import { subtract, type Interval } from "../../shared/timeline/intervals.ts";

export interface FootageRange {
  cameraId: string;
  role: "main" | "sub";
  fromUs: number;
  toUs: number;
}

/** Segments with footage inside the range, in the order of their streams' first footage and then of their numbers. */
export async function segmentsInRange(db: Kysely<Database>, range: FootageRange) {
  const rows = await db
    .selectFrom("segment")
    .innerJoin("stream", "stream.id", "segment.streamId")
    .selectAll("segment")
    .where("stream.cameraId", "=", range.cameraId)
    .where("stream.role", "=", range.role)
    .where("segment.endUs", ">", range.fromUs)
    .where("segment.startUs", "<", range.toUs)
    .orderBy("segment.streamId")
    .orderBy("segment.firstNumber")
    .execute();
  const firstUs = new Map<number, number>();
  for (const row of rows) firstUs.set(row.streamId, Math.min(firstUs.get(row.streamId) ?? Number.POSITIVE_INFINITY, row.startUs ?? 0));
  return rows.toSorted((a, b) => (firstUs.get(a.streamId) ?? 0) - (firstUs.get(b.streamId) ?? 0) || a.firstNumber - b.firstNumber);
}
export type FoundSegment = Awaited<ReturnType<typeof segmentsInRange>>[number];

/** What the centre has of each epoch: what ingest stored, without what the archive found gone since; the wall counts the same. */
export async function storedInRange(db: Kysely<Database>, range: FootageRange): Promise<Interval[]> {
  const [runs, lost] = await Promise.all([spansInRange(db, sql`stored_run`, range), spansInRange(db, sql`(select * from declared_gap where cause = 'centre-lost')`, range)]);
  const lostOf = Map.groupBy(lost, ({ streamId }) => streamId);
  return [...Map.groupBy(runs, ({ streamId }) => streamId)].flatMap(([streamId, own]) => subtract(own, lostOf.get(streamId) ?? []));
}

async function spansInRange(db: Kysely<Database>, table: RawBuilder<unknown>, { cameraId, role, fromUs, toUs }: FootageRange): Promise<(Interval & { streamId: number })[]> {
  const { rows } = await sql<Interval & { streamId: number }>`
    select span.stream_id, span.start_us, span.end_us from ${table} span join stream on stream.id = span.stream_id
    where stream.camera_id = ${cameraId} and stream.role = ${role} and span.end_us > ${fromUs} and span.start_us < ${toUs}
    order by span.start_us`.execute(db);
  return rows;
}

export async function cameraExists(db: Kysely<Database>, cameraId: string): Promise<boolean> {
  return (await db.selectFrom("camera").select("id").where("id", "=", cameraId).executeTakeFirst()) !== undefined;
}

export function oneSegment(db: Kysely<Database>, streamId: number, firstNumber: number) {
  return db.selectFrom("segment").selectAll().where("streamId", "=", streamId).where("firstNumber", "=", firstNumber).executeTakeFirst();
}

export function signingKeys(db: Kysely<Database>) {
  return db.selectFrom("signingKey").select(["id", "publicKey"]).orderBy("createdAt").execute();
}
