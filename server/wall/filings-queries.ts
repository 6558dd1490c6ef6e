import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import { LONGEST_SESSION_MS } from "../../shared/records/session-facts.ts";

type Db = Kysely<Database>;

/** Indexes lead to open rows, running sessions and the days asked for; the years before are not touched. */

/** T9, apart from who owes: clear duties under rules that bind. Gates are told by checks. */
const BINDING = sql`mode = 'in-force' and severity = 'breach' and nature <> 'gate'`;
/** No alert begins earlier before a due date. */
const LONGEST_LEAD_DAYS = 200;

export interface RunningRow {
  active: number;
  present: number;
  expected: number | null;
  expectedOf: number;
}

export async function runningSessions(db: Db, nowMs: number): Promise<RunningRow> {
  const { rows } = await sql<RunningRow>`
    select count(*) as active, coalesce(sum(present), 0) as present, sum(expected) as expected, count(expected) as expected_of
    from session_summary where started_ms > ${nowMs - LONGEST_SESSION_MS} and started_ms <= ${nowMs} and ended_ms is null and not test`.execute(db);
  return rows[0] ?? { active: 0, present: 0, expected: null, expectedOf: 0 };
}

export async function plannedOn(db: Db, day: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from session_summary where day = ${day} and planned_start_ms is not null and not cancelled and not test`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface DueRow {
  overdue: number;
  authorityOverdue: number;
  dueToday: number;
  dueSoon: number;
}

export async function countDue(db: Db, nowMs: number, today: string): Promise<DueRow> {
  const { rows } = await sql<DueRow>`
    select (${overdueOf("evaluator", nowMs)}) as overdue, (${overdueOf("authority", nowMs)}) as authority_overdue,
      count(*) filter (where state = 'due_today') as due_today, count(*) filter (where state = 'due_soon') as due_soon
    from (
      select states[width_bucket(${nowMs}::bigint, state_from) + 1] as state from obligation
      where open and due_date >= ${today} and due_date <= to_char(${today}::date + ${LONGEST_LEAD_DAYS}::int, 'YYYY-MM-DD')
        and ${BINDING} and owed_by = 'evaluator' and nature in ('deadline', 'quota')
    ) owed`.execute(db);
  return rows[0] ?? { overdue: 0, authorityOverdue: 0, dueToday: 0, dueSoon: 0 };
}

const overdueOf = (owedBy: "evaluator" | "authority", nowMs: number) =>
  sql`select count(*) from obligation where overdue_from_ms <= ${nowMs} and overdue_to_ms is null and ${BINDING} and owed_by = ${owedBy}`;

export interface WorstRow {
  key: string;
  orgId: string | null;
  orgName: string | null;
  ruleId: string;
  dueDate: string;
}

export async function mostOverdue(db: Db, nowMs: number, limit: number): Promise<WorstRow[]> {
  const { rows } = await sql<WorstRow>`
    select key, org_id, name as org_name, rule_id, due_date from obligation left join org_profile on org_profile.id = org_id
    where overdue_from_ms <= ${nowMs} and overdue_to_ms is null and due_date is not null and ${BINDING} and owed_by = 'evaluator'
    order by overdue_from_ms, key limit ${limit}`.execute(db);
  return rows;
}

/** Started sessions of a day by kind of supervision. */
export interface DayRow {
  day: string;
  sessions: number;
  onSiteInternalWhole: number;
  onSiteInternalPart: number;
  remoteInternal: number;
  onSiteExternal: number;
  remoteExternal: number;
  none: number;
}

export async function coverageByDay(db: Db, fromDay: string, toDay: string): Promise<DayRow[]> {
  const { rows } = await sql<DayRow>`
    select day, count(*) as sessions,
      count(*) filter (where on_site_internal = 'whole') as on_site_internal_whole, count(*) filter (where on_site_internal = 'part') as on_site_internal_part,
      count(*) filter (where remote_internal) as remote_internal, count(*) filter (where on_site_external) as on_site_external, count(*) filter (where remote_external) as remote_external,
      count(*) filter (where on_site_internal = 'none' and not remote_internal and not on_site_external and not remote_external) as none
    from session_summary where day >= ${fromDay} and day <= ${toDay} and started_ms is not null and not test group by day order by day`.execute(db);
  return rows;
}

/** From when to when a filing was overdue, of those that were so at any moment since `fromMs`. */
export async function overdueSpans(db: Db, fromMs: number, nowMs: number): Promise<{ fromMs: number; toMs: number | null }[]> {
  const evaluators = sql`${BINDING} and owed_by = 'evaluator'`;
  const { rows } = await sql<{ fromMs: number; toMs: number | null }>`
    select overdue_from_ms as from_ms, null::bigint as to_ms from obligation where overdue_from_ms <= ${nowMs} and overdue_to_ms is null and ${evaluators}
    union all
    select overdue_from_ms, overdue_to_ms from obligation where overdue_to_ms > ${fromMs} and ${evaluators}`.execute(db);
  return rows;
}
