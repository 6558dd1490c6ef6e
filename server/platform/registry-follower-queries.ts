import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";

type Db = Kysely<Database>;

export const REGISTRY_MARK = "registry";

export interface FollowedEntry {
  seq: number;
  kind: string;
  body: string;
}

/** Runs `work` while no other process follows; `work` gets how far was read and returns how far it came. */
export function whileFollowing(db: Db, work: (trx: Db, afterSeq: number) => Promise<number>): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await trx.insertInto("projectionMark").values({ name: REGISTRY_MARK, seq: 0 }).onConflict((conflict) => conflict.column("name").doNothing()).execute();
    const { seq } = await trx.selectFrom("projectionMark").select("seq").where("name", "=", REGISTRY_MARK).forUpdate().executeTakeFirstOrThrow();
    const reached = await work(trx, seq);
    if (reached !== seq) await trx.updateTable("projectionMark").set({ seq: reached }).where("name", "=", REGISTRY_MARK).execute();
  });
}

/** Entries after `afterSeq`; the bodies only of those that the registry learns from. */
export async function followEntries(db: Db, afterSeq: number, kinds: readonly string[], limit: number): Promise<FollowedEntry[]> {
  return db
    .selectFrom("ledgerEntry")
    .select((of) => ["seq", "kind", of.case().when("kind", "in", [...kinds]).then(of.ref("body")).else("").end().as("body")])
    .where("seq", ">", afterSeq)
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** An evaluator that is not known yet, under the name that it filed with. */
export async function addEvaluator(db: Db, orgId: string): Promise<void> {
  const filed = await db.selectFrom("ledgerEntry").select("body").where("kind", "=", "org.filing.submitted").where("subject", "=", orgId).orderBy("seq", "desc").limit(1).executeTakeFirst();
  const name = nameIn(filed?.body) ?? orgId;
  await db.insertInto("evaluator").values({ id: orgId, nameZh: name, nameEn: name }).onConflict((conflict) => conflict.column("id").doNothing()).execute();
}

function nameIn(body: string | undefined): string | null {
  const { data } = JSON.parse(body ?? "{}") as { data?: { name?: unknown } };
  return typeof data?.name === "string" ? data.name : null;
}

export interface RoomSitting {
  id: string;
  roomId: string;
  titleZh: string;
  titleEn: string;
  startsAt: Date;
  endsAt: Date;
  sessionRef: string;
  batchRef: string;
}

/** Of these rooms, those that the evaluator has in the registry. */
export async function knownRooms(db: Db, orgId: string, rooms: readonly string[]): Promise<string[]> {
  if (rooms.length === 0) return [];
  const found = await db.selectFrom("room").select("id").where("id", "in", [...rooms]).where("evaluatorId", "=", orgId).execute();
  return found.map(({ id }) => id);
}

/** Puts a session's sittings in, or moves them; one in another room under the same id is left alone, and one that people put in stays theirs. */
export async function saveSittings(db: Db, sittings: readonly RoomSitting[]): Promise<void> {
  if (sittings.length === 0) return;
  await db
    .insertInto("examSession")
    .values([...sittings])
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet((of) => ({ startsAt: of.ref("excluded.startsAt"), endsAt: of.ref("excluded.endsAt"), batchRef: of.ref("excluded.batchRef") }))
        .whereRef("examSession.roomId", "=", "excluded.roomId"),
    )
    .execute();
}

/** Sittings of a session in rooms of this evaluator that it no longer uses, as far as they have not begun. */
export async function dropSittings(db: Db, orgId: string, sessionRef: string, keptIds: readonly string[], now: Date): Promise<void> {
  await db
    .deleteFrom("examSession")
    .where("sessionRef", "=", sessionRef)
    .where("startsAt", ">", now)
    .where("roomId", "in", (of) => of.selectFrom("room").select("id").where("evaluatorId", "=", orgId))
    .where((of) => (keptIds.length === 0 ? sql<boolean>`true` : of.not(of("id", "in", [...keptIds]))))
    .execute();
}

/** Sittings of a cancelled batch are expected no more; where a camera filmed meanwhile, the sitting stays beside its footage, and what people put in is theirs. */
export async function dropBatch(db: Db, orgId: string, batchId: string): Promise<void> {
  await sql`
    delete from exam_session sitting
    where batch_ref = ${batchId} and session_ref is not null and room_id in (select id from room where evaluator_id = ${orgId})
      and not exists (
        select from stored_run run join stream on stream.id = run.stream_id join camera on camera.id = stream.camera_id
        where camera.room_id = sitting.room_id and run.end_us > extract(epoch from sitting.starts_at) * 1000000 and run.start_us < extract(epoch from sitting.ends_at) * 1000000
      )`.execute(db);
}
