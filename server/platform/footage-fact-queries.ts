import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";

/** The source of what ingest saw of the cameras; a link event's id is its number. */
export const FOOTAGE_SOURCE = "server-footage";

export interface LinkTold {
  id: number;
  atUs: number;
  connected: boolean;
  reason: string;
  orgId: string;
  roomId: string;
  cameraId: string;
  /** The session that ran in the room, or was about to. */
  sessionId: string | null;
}

/** Ids are given before rows are committed: so far behind the newest one a row may still appear. */
const LATE_ROWS = 5_000;
/** Cameras are switched on before a session begins. */
const BEFORE_SESSION = "30 minutes";

/** Comings and goings of the cameras' main streams that the ledger does not have yet, oldest first. */
export async function untoldLinks(db: Kysely<Database>, limit: number): Promise<LinkTold[]> {
  const { rows } = await sql<LinkTold>`
    select l.id, l.at_us, l.connected, l.reason, r.evaluator_id as org_id, r.id as room_id, c.id as camera_id, s.session_id
    from link_event l
    join stream on stream.id = l.stream_id and stream.role = 'main'
    join camera c on c.id = stream.camera_id
    join room r on r.id = c.room_id
    left join lateral (
      select coalesce(session_ref, id) as session_id from exam_session
      where room_id = r.id and starts_at - ${BEFORE_SESSION}::interval <= to_timestamp(l.at_us / 1000000.0) and ends_at > to_timestamp(l.at_us / 1000000.0)
      order by starts_at limit 1
    ) s on true
    where l.id > (select coalesce(max(producer_seq), 0) - ${LATE_ROWS} from ledger_entry where producer = ${FOOTAGE_SOURCE} and producer_seq is not null)
      and not exists (select from ledger_entry e where e.producer = ${FOOTAGE_SOURCE} and e.producer_seq = l.id)
    order by l.id limit ${limit}`.execute(db);
  return rows;
}
