import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Interval } from "../../shared/timeline/intervals.ts";

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

export async function storedInRange(db: Kysely<Database>, range: FootageRange): Promise<Interval[]> {
  return db
    .selectFrom("storedRun")
    .innerJoin("stream", "stream.id", "storedRun.streamId")
    .select(["storedRun.startUs", "storedRun.endUs"])
    .where("stream.cameraId", "=", range.cameraId)
    .where("stream.role", "=", range.role)
    .where("storedRun.endUs", ">", range.fromUs)
    .where("storedRun.startUs", "<", range.toUs)
    .execute();
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
