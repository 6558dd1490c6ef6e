import { sql, type Kysely } from "kysely";
import type { CameraId, RoomId, SessionId, StreamRole } from "../../shared/domain/ids.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Camera, Evaluator, ExamSession, Room } from "../../shared/protocol/registry.ts";
import { hashToken } from "../access/principal.ts";

type Db = Kysely<Database>;

export const listEvaluators = (db: Db): Promise<Evaluator[]> =>
  db.selectFrom("evaluator").select(["id", "nameZh", "nameEn"]).orderBy("id").$castTo<Evaluator>().execute();

export const saveEvaluator = (db: Db, row: Evaluator): Promise<unknown> =>
  db.insertInto("evaluator").values(row).onConflict((conflict) => conflict.column("id").doUpdateSet({ nameZh: row.nameZh, nameEn: row.nameEn })).execute();

export const listRooms = (db: Db): Promise<Room[]> =>
  db.selectFrom("room").select(["id", "evaluatorId", "nameZh", "nameEn"]).orderBy("id").$castTo<Room>().execute();

export const saveRoom = (db: Db, { id, ...rest }: Room): Promise<unknown> =>
  db.insertInto("room").values({ id, ...rest }).onConflict((conflict) => conflict.column("id").doUpdateSet(rest)).execute();

/** One camera, or all. */
export async function listCameras(db: Db, id?: CameraId): Promise<Camera[]> {
  const roles = sql<StreamRole[]>`array(select distinct role from stream where stream.camera_id = camera.id order by role)`;
  const rows = await db
    .selectFrom("camera")
    .select(["id", "roomId", "nameZh", "nameEn", "devicePublicKey", "retiredAt", roles.as("roles")])
    .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    ...row,
    id: row.id as CameraId,
    roomId: row.roomId as RoomId,
    devicePublicKey: row.devicePublicKey?.toString("base64url") ?? null,
    retiredAt: row.retiredAt?.toISOString() ?? null,
  }));
}

export interface CameraChange {
  id: CameraId;
  roomId: RoomId;
  nameZh: string;
  nameEn: string;
  /** undefined = leave as it is */
  devicePublicKey: Buffer | null | undefined;
  retiredAt: Date | null;
  /** Used only when the camera is new. */
  token: string;
}

/** @returns true when the camera is new, and `token` now opens it */
export async function saveCamera(db: Db, change: CameraChange): Promise<boolean> {
  const { id, token, devicePublicKey, ...rest } = change;
  const key = devicePublicKey === undefined ? {} : { devicePublicKey };
  const inserted = await db
    .insertInto("camera")
    .values({ id, ...rest, devicePublicKey: devicePublicKey ?? null, tokenHash: hashToken(token) })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return true;
  await db.updateTable("camera").set({ ...rest, ...key }).where("id", "=", id).execute();
  return false;
}

/** @returns false when there is no such camera */
export async function replaceCameraToken(db: Db, id: CameraId, token: string): Promise<boolean> {
  const done = await db.updateTable("camera").set({ tokenHash: hashToken(token) }).where("id", "=", id).executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export async function listSessions(db: Db, from: Date, to: Date): Promise<ExamSession[]> {
  const rows = await db.selectFrom("examSession").selectAll().where("startsAt", "<", to).where("endsAt", ">", from).orderBy("startsAt").execute();
  return rows.map((row) => ({
    id: row.id as SessionId,
    roomId: row.roomId as RoomId,
    titleZh: row.titleZh,
    titleEn: row.titleEn,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
  }));
}

export function saveSession(db: Db, { id, ...rest }: ExamSession): Promise<unknown> {
  const row = { ...rest, startsAt: new Date(rest.startsAt), endsAt: new Date(rest.endsAt) };
  return db.insertInto("examSession").values({ id, ...row }).onConflict((conflict) => conflict.column("id").doUpdateSet(row)).execute();
}

/** The thing that a row refers to and that is not there, in words; null for any other error. */
export function missingReference(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "23503" || !("detail" in error)) return null;
  return String(error.detail);
}

