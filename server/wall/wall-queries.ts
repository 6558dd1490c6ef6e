import { sql, type Kysely } from "kysely";
import type { StreamRole } from "../../shared/domain/ids.ts";
import type { Database } from "../../shared/node/database/tables.ts";

export interface PlaceRow {
  id: string;
  nameZh: string;
  nameEn: string;
}
export interface WallRoomRow extends PlaceRow {
  evaluatorId: string;
}
export interface WallCameraRow extends PlaceRow {
  roomId: string;
}
/** The newest epoch of one stream. */
export interface WallStreamRow {
  cameraId: string;
  role: StreamRole;
  connected: boolean;
  lastEndUs: number | null;
  lastReceivedUs: number | null;
  codecs: string | null;
  width: number | null;
  height: number | null;
  bitsPerSecond: number | null;
  cameraOffsetMs: number | null;
  backlogRecords: number | null;
  captureDetail: string | null;
}
export interface WallRows {
  evaluators: PlaceRow[];
  rooms: WallRoomRow[];
  cameras: WallCameraRow[];
  streams: WallStreamRow[];
}

/** Places, cameras that are not retired, and how their streams stand now. */
export async function readWallRows(db: Kysely<Database>): Promise<WallRows> {
  const [evaluators, rooms, cameras, streams] = await Promise.all([
    db.selectFrom("evaluator").select(["id", "nameZh", "nameEn"]).orderBy("id").execute(),
    db.selectFrom("room").select(["id", "evaluatorId", "nameZh", "nameEn"]).orderBy("id").execute(),
    db.selectFrom("camera").select(["id", "roomId", "nameZh", "nameEn"]).where("retiredAt", "is", null).orderBy("id").execute(),
    readStreams(db),
  ]);
  return { evaluators, rooms, cameras, streams };
}

async function readStreams(db: Kysely<Database>): Promise<WallStreamRow[]> {
  const { rows } = await sql<WallStreamRow>`
    select newest.camera_id, newest.role, newest.connected, newest.last_end_us, (extract(epoch from newest.last_received_at) * 1000000)::bigint as last_received_us,
      newest.codecs, newest.width, newest.height, newest.bits_per_second, newest.camera_offset_ms, newest.backlog_records, newest.capture_detail
    from camera cross join (values ('main'), ('sub')) as role (name)
    cross join lateral (select * from stream where camera_id = camera.id and role = role.name order by id desc limit 1) newest
    where camera.retired_at is null order by newest.camera_id, newest.role`.execute(db);
  return rows;
}
