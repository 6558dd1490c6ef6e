import { sql, type Kysely } from "kysely";
import type { GapCause } from "../../shared/domain/gap-cause.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Interval } from "../../shared/timeline/intervals.ts";

/** Which cameras (null = all that are not retired) and which time. */
export interface CompletenessWindow {
  cameraId: string | null;
  fromUs: number;
  toUs: number;
}

export interface CameraRow {
  id: string;
  roomId: string;
  createdUs: number;
  /** Origin of the first epoch of the main stream; null = never opened. */
  firstOriginUs: number | null;
}
export interface EpochRow {
  id: number;
  cameraId: string;
  originUs: number;
  lastEndUs: number | null;
  connected: boolean;
  captureState: string | null;
  captureDetail: string | null;
  backlogRecords: number | null;
}
export interface RunRow extends Interval {
  streamId: number;
  backfilledUs: number;
}
export interface GapRow extends Interval {
  streamId: number;
  cause: GapCause;
  detail: string;
}
export interface LinkRow {
  streamId: number;
  atUs: number;
  connected: boolean;
}
export interface SessionRow extends Interval {
  roomId: string;
}
export interface CompletenessRows {
  cameras: CameraRow[];
  sessions: SessionRow[];
  epochs: EpochRow[];
  runs: RunRow[];
  gaps: GapRow[];
  links: LinkRow[];
}

/** Everything that completeness over a window is computed from. Touches rows of the window only, however long the history. */
export async function readCompletenessRows(db: Kysely<Database>, window: CompletenessWindow): Promise<CompletenessRows> {
  const [cameras, sessions, epochs] = await Promise.all([readCameras(db, window), readSessions(db, window), readEpochs(db, window)]);
  const ids = epochs.map((epoch) => epoch.id);
  const [runs, gaps, links] = await Promise.all([readRuns(db, ids, window), readGaps(db, ids, window), readLinks(db, ids, window)]);
  return { cameras, sessions, epochs, runs, gaps, links };
}

const micros = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000000)::bigint`;

async function readCameras(db: Kysely<Database>, { cameraId }: CompletenessWindow): Promise<CameraRow[]> {
  const which = cameraId === null ? sql`camera.retired_at is null` : sql`camera.id = ${cameraId}`;
  const { rows } = await sql<CameraRow>`
    select id, room_id, ${micros("created_at")} as created_us,
      (select origin_us from stream where camera_id = camera.id and role = 'main' order by id limit 1) as first_origin_us
    from camera where ${which} order by id`.execute(db);
  return rows;
}

async function readSessions(db: Kysely<Database>, { fromUs, toUs }: CompletenessWindow): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select room_id, ${micros("starts_at")} as start_us, ${micros("ends_at")} as end_us from exam_session
    where starts_at < to_timestamp(${toUs} / 1e6) and ends_at > to_timestamp(${fromUs} / 1e6)`.execute(db);
  return rows;
}

/** Main-stream epochs that reach into the window, and the newest of each camera whatever it holds. */
async function readEpochs(db: Kysely<Database>, { cameraId, fromUs, toUs }: CompletenessWindow): Promise<EpochRow[]> {
  const columns = sql`id, camera_id, origin_us, last_end_us, connected, capture_state, capture_detail, backlog_records`;
  const which = cameraId === null ? sql`true` : sql`camera_id = ${cameraId}`;
  const { rows } = await sql<EpochRow>`
    select ${columns} from stream where role = 'main' and last_end_us > ${fromUs} and origin_us < ${toUs} and ${which}
    union
    select newest.* from camera cross join lateral (
      select ${columns} from stream where camera_id = camera.id and role = 'main' order by id desc limit 1
    ) newest where ${cameraId === null ? sql`true` : sql`camera.id = ${cameraId}`}
    order by id`.execute(db);
  return rows;
}

/** Rows of a stream end in the order of time: those that end inside the window, and the next few, one of which may begin inside. */
function overlapping(table: "stored_run" | "declared_gap", columns: string, ids: readonly number[], { fromUs, toUs }: CompletenessWindow) {
  const from = sql`from ${sql.table(table)} where stream_id = asked.id`;
  return sql`
    select found.* from unnest(${[...ids]}::bigint[]) as asked (id) cross join lateral (
      (select ${sql.raw(columns)} ${from} and end_us > ${fromUs} and end_us <= ${toUs})
      union all
      (select ${sql.raw(columns)} ${from} and end_us > ${toUs} order by end_us limit 3)
    ) found where found.start_us < ${toUs} order by found.stream_id, found.start_us`;
}

async function readRuns(db: Kysely<Database>, ids: readonly number[], window: CompletenessWindow): Promise<RunRow[]> {
  const query = overlapping("stored_run", "stream_id, start_us, end_us, backfilled_us", ids, window);
  return (await query.execute(db)).rows as RunRow[];
}

async function readGaps(db: Kysely<Database>, ids: readonly number[], window: CompletenessWindow): Promise<GapRow[]> {
  const query = overlapping("declared_gap", "stream_id, start_us, end_us, cause, detail", ids, window);
  return (await query.execute(db)).rows as GapRow[];
}

/** Comings and goings inside the window, and the last one before it. */
async function readLinks(db: Kysely<Database>, ids: readonly number[], { fromUs, toUs }: CompletenessWindow): Promise<LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    select found.* from unnest(${[...ids]}::bigint[]) as asked (id) cross join lateral (
      (select stream_id, at_us, connected from link_event where stream_id = asked.id and at_us > ${fromUs} and at_us < ${toUs})
      union all
      (select stream_id, at_us, connected from link_event where stream_id = asked.id and at_us <= ${fromUs} order by at_us desc limit 1)
    ) found order by found.stream_id, found.at_us`.execute(db);
  return rows;
}
