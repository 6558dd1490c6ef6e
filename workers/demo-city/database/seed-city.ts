import type { Kysely } from "kysely";
import { SessionId, type CameraId } from "../../../shared/domain/ids.ts";
import type { Database } from "../../../shared/node/database/tables.ts";
import { hashOfToken } from "../city/camera-tokens.ts";
import type { DemoEvaluator, DemoRoom } from "../city/demo-city.ts";
import type { SittingOfRoom } from "../history/city-story.ts";

/** A demo sitting lasts as long as a long examination morning. */
const SITTING_HOURS = 4;
/** Cameras are switched on a little before a sitting begins; seconds without them are then not missed. */
const BEGINS_AFTER_S = 30;

/** Puts the demo evaluators, rooms and cameras into the registry; safe to repeat, and never touches what is not its own. */
export async function seedRegistry(db: Kysely<Database>, city: readonly DemoEvaluator[], tokens: ReadonlyMap<CameraId, string>): Promise<void> {
  for (const evaluator of city) {
    const names = { nameZh: evaluator.name.zh, nameEn: evaluator.name.en };
    await db.insertInto("evaluator").values({ id: evaluator.id, ...names }).onConflict((conflict) => conflict.column("id").doUpdateSet(names)).execute();
    for (const room of evaluator.rooms) await seedRoom(db, evaluator, room, tokens);
  }
}

async function seedRoom(db: Kysely<Database>, evaluator: DemoEvaluator, room: DemoRoom, tokens: ReadonlyMap<CameraId, string>): Promise<void> {
  const names = { nameZh: room.name.zh, nameEn: room.name.en };
  await db.insertInto("room").values({ id: room.id, evaluatorId: evaluator.id, ...names }).onConflict((conflict) => conflict.column("id").doUpdateSet(names)).execute();
  for (const camera of room.cameras) {
    const shown = { nameZh: camera.name.zh, nameEn: camera.name.en, tokenHash: hashOfToken(tokens.get(camera.id) ?? "") };
    await db
      .insertInto("camera")
      .values({ id: camera.id, roomId: room.id, devicePublicKey: null, retiredAt: null, ...shown })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(shown))
      .execute();
  }
}

/** Makes sure that a sitting runs in every room, or is about to; plans one where none does. */
export async function keepSittingsRunning(db: Kysely<Database>, city: readonly DemoEvaluator[], now: Date): Promise<void> {
  const startsAt = new Date(now.getTime() + BEGINS_AFTER_S * 1000);
  const endsAt = new Date(startsAt.getTime() + SITTING_HOURS * 3_600_000);
  for (const room of city.flatMap((evaluator) => evaluator.rooms)) {
    const running = await db.selectFrom("examSession").select("id").where("roomId", "=", room.id).where("endsAt", ">", now).where("startsAt", "<=", startsAt).limit(1).executeTakeFirst();
    if (running) continue;
    const id = SessionId.parse(`${room.id}-${Math.floor(now.getTime() / 1000).toString(36)}`);
    await db.insertInto("examSession").values({ id, roomId: room.id, titleZh: room.sitting.zh, titleEn: room.sitting.en, startsAt, endsAt }).execute();
  }
}

/** The demo is switched off on purpose: its sittings end now, and no footage is expected after that. */
export async function endSittings(db: Kysely<Database>, city: readonly DemoEvaluator[], now: Date): Promise<void> {
  const rooms = city.flatMap((evaluator) => evaluator.rooms.map((room) => room.id));
  const planned = db.deleteFrom("examSession").where("roomId", "in", rooms).where("startsAt", ">=", now);
  const running = db.updateTable("examSession").set({ endsAt: now }).where("roomId", "in", rooms).where("startsAt", "<", now).where("endsAt", ">", now);
  await Promise.all([planned.execute(), running.execute()]);
}

const SITTINGS_TOLD_DAYS = 2;

/** The sittings of the demo's rooms that run, or ran not long ago; those that came from events have been told. */
export async function recentSittings(db: Kysely<Database>, city: readonly DemoEvaluator[], now: Date): Promise<SittingOfRoom[]> {
  const rooms = city.flatMap((evaluator) => evaluator.rooms.map((room) => room.id));
  const since = new Date(now.getTime() - SITTINGS_TOLD_DAYS * 86_400_000);
  return db.selectFrom("examSession").select(["id as sessionId", "roomId", "startsAt", "endsAt"]).where("roomId", "in", rooms).where("startsAt", ">", since).where("sessionRef", "is", null).orderBy("startsAt").execute();
}

/** Lets the demo speak for its evaluators; the token is its own. */
export async function registerProducer(db: Kysely<Database>, id: string, token: string): Promise<void> {
  const row = { name: "演示城市 demo city", tokenHash: hashOfToken(token), orgId: null, system: null, retiredAt: null };
  await db.insertInto("producer").values({ id, ...row }).onConflict((conflict) => conflict.column("id").doUpdateSet(row)).execute();
}
