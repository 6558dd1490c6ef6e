import { sql, type Kysely, type RawBuilder } from "kysely";
import { localDate, startOfDayMs } from "../../shared/calendar/local-date.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { FindingFilter, FindingQuery } from "../../shared/protocol/filings/findings.ts";
import type { Finding } from "../../shared/rules/decision.ts";
import { areaPattern, containing } from "./obligation-queries.ts";
import type { Place } from "./paging.ts";

type Db = Kysely<Database>;
const DAY_MS = 86_400_000;

export interface StoredFinding {
  key: string;
  body: string;
  orgName: string | null;
  verdict: string | null;
  reason: string | null;
  saidBy: string | null;
  verdictAtMs: number | null;
  sortValue: string | number;
}

const COLUMNS = sql`f.key, f.body, p.name as org_name, v.verdict, v.reason, v.said_by, v.at_ms as verdict_at_ms`;
const FROM = sql`from finding f left join org_profile p on p.id = f.org_id left join finding_verdict v on v.finding_key = f.key`;

const SORTED_BY: Record<FindingQuery["sort"], RawBuilder<unknown>> = {
  since: sql`f.since_ms`,
  "-since": sql`f.since_ms`,
  org: sql`coalesce(p.name, f.org_id, '')`,
  rule: sql`f.rule_id`,
};

export interface FindingsAsked {
  filter: FindingFilter;
  sort: FindingQuery["sort"];
  after: Place | null;
  limit: number;
}

export async function listFindings(db: Db, { filter, sort, after, limit }: FindingsAsked): Promise<StoredFinding[]> {
  const value = SORTED_BY[sort];
  const down = sort.startsWith("-");
  const beyond = after === null ? sql`true` : down ? sql`(${value}, f.key) < (${after[0]}, ${after[1]})` : sql`(${value}, f.key) > (${after[0]}, ${after[1]})`;
  const direction = down ? sql`desc` : sql`asc`;
  const ofSeverity = filter.severity === undefined ? sql`true` : sql`f.severity = any(${filter.severity}::text[])`;
  const { rows } = await sql<StoredFinding>`
    select ${COLUMNS}, ${value} as sort_value ${FROM} where ${conditions(filter)} and ${ofSeverity} and ${beyond}
    order by ${value} ${direction}, f.key ${direction} limit ${limit}`.execute(db);
  return rows;
}

/** How many of the filter are of each severity, whatever severity the filter asks for. */
export async function countFindings(db: Db, filter: FindingFilter): Promise<Map<Finding["severity"], number>> {
  const { rows } = await sql<{ severity: Finding["severity"]; count: number }>`select f.severity, count(*) as count ${FROM} where ${conditions(filter)} group by 1`.execute(db);
  return new Map(rows.map(({ severity, count }) => [severity, count]));
}

export async function oneFinding(db: Db, key: string): Promise<StoredFinding | undefined> {
  const { rows } = await sql<StoredFinding>`select ${COLUMNS}, '' as sort_value ${FROM} where f.key = ${key}`.execute(db);
  return rows[0];
}

/** Everything that people said of a finding, newest first; what was taken back is gone. */
export async function verdictsOf(db: Db, key: string): Promise<{ verdict: string; reason: string; saidBy: string; atMs: number }[]> {
  const { rows } = await sql<{ verdict: string; reason: string; saidBy: string; atMs: number }>`
    select data->>'verdict' as verdict, data->>'reason' as reason, data->>'by' as said_by, at_us / 1000 as at_ms from fact judged
    where type = 'finding.judged' and data->>'findingKey' = ${key} and not exists (select 1 from fact taken_back where taken_back.retracts = judged.id)
    order by at_us desc, id desc limit 50`.execute(db);
  return rows;
}

function conditions(filter: FindingFilter): RawBuilder<unknown> {
  const { orgId, area, ruleId, judged, open, sinceFrom, sinceTo, subjectKind, subjectId, q } = filter;
  const mode = filter.mode ?? ["in-force"];
  const all = [sql`f.mode = any(${mode}::text[])`];
  if (orgId !== undefined) all.push(sql`f.org_id = ${orgId}`);
  if (area !== undefined) all.push(sql`p.area_code like ${areaPattern(area)}`);
  if (ruleId !== undefined) all.push(sql`f.rule_id = any(${ruleId}::text[])`);
  if (judged !== undefined) all.push(sql`coalesce(v.verdict, 'none') = any(${judged}::text[])`);
  if (open !== undefined) all.push(open ? sql`f.cleared_ms is null` : sql`f.cleared_ms is not null`);
  if (sinceFrom !== undefined) all.push(sql`f.since_ms >= ${startOfDayMs(localDate(sinceFrom))}`);
  if (sinceTo !== undefined) all.push(sql`f.since_ms < ${startOfDayMs(localDate(sinceTo)) + DAY_MS}`);
  if (subjectKind !== undefined) all.push(sql`f.subject_kind = ${subjectKind}`);
  if (subjectId !== undefined) all.push(sql`f.subject_id = ${subjectId}`);
  if (q !== undefined && q !== "") all.push(sql`(p.name ilike ${containing(q)} or f.org_id ilike ${containing(q)} or f.subject_id ilike ${containing(q)})`);
  return sql.join(all, sql` and `);
}
