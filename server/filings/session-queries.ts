import { sql, type Kysely, type RawBuilder } from "kysely";
import { localDateOfMs } from "../../shared/calendar/local-date.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { SessionQuery, SessionRow } from "../../shared/protocol/filings/session-records.ts";
import { LONGEST_SESSION_MS } from "../../shared/records/session-facts.ts";
import type { Place } from "./paging.ts";

type Db = Kysely<Database>;

/** Running, to come, been: each stretch of numbers lies beyond the one before, and within the last the newest is the least. */
const STRETCH = 1e15;

export interface StoredSession extends Omit<SessionRow, "coverage" | "startedAtMs" | "endedAtMs"> {
  startedMs: number | null;
  endedMs: number | null;
  onSiteInternal: "whole" | "part" | "none";
  remoteInternal: boolean;
  onSiteExternal: boolean;
  remoteExternal: boolean;
  sortValue: string | number;
}

export interface SessionsAsked {
  filter: Pick<SessionQuery, "orgId" | "from" | "to" | "active">;
  askedAtMs: number;
  sort: SessionQuery["sort"];
  after: Place | null;
  limit: number;
}

export async function listSessions(db: Db, { filter, askedAtMs, sort, after, limit }: SessionsAsked): Promise<StoredSession[]> {
  const value = sort === "near" ? nearness(askedAtMs) : sql`coalesce(s.day, '')`;
  const down = sort.startsWith("-");
  const beyond = after === null ? sql`true` : down ? sql`(${value}, s.session_id) < (${after[0]}, ${after[1]})` : sql`(${value}, s.session_id) > (${after[0]}, ${after[1]})`;
  const direction = down ? sql`desc` : sql`asc`;
  const { rows } = await sql<StoredSession>`
    select s.*, p.name as org_name, ${value} as sort_value from session_summary s left join org_profile p on p.id = s.org_id
    where s.org_id is not null and ${conditions(filter, askedAtMs)} and ${beyond}
    order by ${value} ${direction}, s.session_id ${direction} limit ${limit}`.execute(db);
  return rows;
}

const runningAt = (askedAtMs: number) => sql`(s.started_ms > ${askedAtMs - LONGEST_SESSION_MS}::bigint and s.ended_ms is null)`;

/** What should have begun today and has not is still to come. */
function nearness(askedAtMs: number): RawBuilder<unknown> {
  const startMs = sql`coalesce(s.started_ms, s.planned_start_ms, 0)`;
  const toCome = sql`(s.started_ms is null and s.ended_ms is null and not s.cancelled and s.day >= ${localDateOfMs(askedAtMs)})`;
  return sql`(case when ${runningAt(askedAtMs)} then ${startMs} when ${toCome} then ${STRETCH}::bigint + ${startMs} else 3 * ${STRETCH}::bigint - ${startMs} end)`;
}

function conditions({ orgId, from, to, active }: SessionsAsked["filter"], askedAtMs: number): RawBuilder<unknown> {
  const all = [sql`true`];
  if (orgId !== undefined) all.push(sql`s.org_id = ${orgId}`);
  if (from !== undefined) all.push(sql`s.day >= ${from}`);
  if (to !== undefined) all.push(sql`s.day <= ${to}`);
  const running = runningAt(askedAtMs);
  if (active !== undefined) all.push(active ? running : sql`not coalesce(${running}, false)`);
  return sql.join(all, sql` and `);
}

export function sessionView(stored: StoredSession): SessionRow {
  const { sessionId, orgId, orgName, batchId, day, plannedStartMs, plannedEndMs, startedMs, endedMs, cancelled, test, expected, checkedIn } = stored;
  const { onSiteInternal, remoteInternal, onSiteExternal, remoteExternal } = stored;
  return {
    sessionId, orgId, orgName, batchId, day, plannedStartMs, plannedEndMs, startedAtMs: startedMs, endedAtMs: endedMs, cancelled, test, expected, checkedIn,
    coverage: { onSiteInternal, remoteInternal, onSiteExternal, remoteExternal },
  };
}

/** Names and cameras of rooms that the registry knows; a camera streams while its main stream is connected. */
export async function registeredRooms(db: Db, roomIds: readonly string[]): Promise<{ id: string; nameZh: string; cameras: number; streaming: number }[]> {
  if (roomIds.length === 0) return [];
  const { rows } = await sql<{ id: string; nameZh: string; cameras: number; streaming: number }>`
    select room.id, room.name_zh, count(distinct camera.id) as cameras, count(distinct stream.camera_id) filter (where stream.connected) as streaming
    from room left join camera on camera.room_id = room.id and camera.retired_at is null left join stream on stream.camera_id = camera.id and stream.role = 'main' and stream.connected
    where room.id = any(${[...roomIds]}::text[]) group by room.id, room.name_zh`.execute(db);
  return rows;
}
