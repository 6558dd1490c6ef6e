import { sql, type Kysely, type RawBuilder } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { ObligationFilter, ObligationQuery } from "../../shared/protocol/filings/obligations.ts";
import type { ObligationState } from "../../shared/rules/decision.ts";
import type { Place } from "./paging.ts";

type Db = Kysely<Database>;

export interface StoredObligation {
  key: string;
  /** Canonical JSON of the obligation. */
  body: string;
  state: ObligationState;
  orgName: string | null;
  sortValue: string;
}

const FROM = sql`from obligation o left join org_profile p on p.id = o.org_id`;

/** What an obligation is at a moment: the steps that were stored with it. */
const stateAt = (askedAtMs: number) => sql<ObligationState>`o.states[width_bucket(${askedAtMs}::bigint, o.state_from) + 1]`;

const SORTED_BY: Record<ObligationQuery["sort"], RawBuilder<string>> = {
  due: sql`coalesce(o.due_date, '9999-12-31')`,
  "-due": sql`coalesce(o.due_date, '0000-01-01')`,
  org: sql`coalesce(p.name, o.org_id, '')`,
  rule: sql`o.rule_id`,
};

export interface ObligationsAsked {
  filter: ObligationFilter;
  askedAtMs: number;
  sort: ObligationQuery["sort"];
  after: Place | null;
  limit: number;
}

/** One page, in order; ask for one more than is shown. */
export async function listObligations(db: Db, { filter, askedAtMs, sort, after, limit }: ObligationsAsked): Promise<StoredObligation[]> {
  const value = SORTED_BY[sort];
  const down = sort.startsWith("-");
  const beyond = after === null ? sql`true` : down ? sql`(${value}, o.key) < (${after[0]}, ${after[1]})` : sql`(${value}, o.key) > (${after[0]}, ${after[1]})`;
  const direction = down ? sql`desc` : sql`asc`;
  const { rows } = await sql<StoredObligation>`
    select o.key, o.body, ${stateAt(askedAtMs)} as state, p.name as org_name, ${value} as sort_value ${FROM}
    where ${conditions(filter, askedAtMs)} and ${inState(filter.state, askedAtMs)} and ${beyond}
    order by ${value} ${direction}, o.key ${direction} limit ${limit}`.execute(db);
  return rows;
}

/** How many of the filter are in each state, whatever state the filter asks for. */
export async function countObligations(db: Db, filter: ObligationFilter, askedAtMs: number): Promise<Map<ObligationState, number>> {
  const { state: _asked, ...others } = filter;
  const { rows } = await sql<{ state: ObligationState; count: number }>`
    select ${stateAt(askedAtMs)} as state, count(*) as count ${FROM} where ${conditions(others, askedAtMs)} group by 1`.execute(db);
  return new Map(rows.map(({ state, count }) => [state, count]));
}

export async function oneObligation(db: Db, key: string, askedAtMs: number): Promise<StoredObligation | undefined> {
  const { rows } = await sql<StoredObligation>`
    select o.key, o.body, ${stateAt(askedAtMs)} as state, p.name as org_name, '' as sort_value ${FROM} where o.key = ${key}`.execute(db);
  return rows[0];
}

/** Everything owed about one thing: a batch, a session. */
export async function obligationsAbout(db: Db, kind: string, id: string, orgId: string | null, askedAtMs: number): Promise<StoredObligation[]> {
  const { rows } = await sql<StoredObligation>`
    select o.key, o.body, ${stateAt(askedAtMs)} as state, p.name as org_name, '' as sort_value ${FROM}
    where o.subject_kind = ${kind} and o.subject_id = ${id} and o.org_id is not distinct from ${orgId}
    order by o.due_date nulls last, o.key limit 200`.execute(db);
  return rows;
}

function inState(states: ObligationFilter["state"], askedAtMs: number): RawBuilder<unknown> {
  return states === undefined ? sql`true` : sql`${stateAt(askedAtMs)} = any(${states}::text[])`;
}

const OF_DUTY: Record<NonNullable<ObligationFilter["duty"]>, RawBuilder<unknown>> = {
  binding: sql`(o.severity = 'breach' and o.nature <> 'gate' and o.owed_by = 'evaluator')`,
  authority: sql`(o.severity = 'breach' and o.nature <> 'gate' and o.owed_by = 'authority')`,
  house: sql`o.severity = 'sla'`,
};

function conditions(filter: ObligationFilter, askedAtMs: number): RawBuilder<unknown> {
  const { orgId, area, ruleId, severity, owedBy, duty, dueFrom, dueTo, open, q } = filter;
  const mode = filter.mode ?? ["in-force"];
  const all = [sql`o.mode = any(${mode}::text[])`];
  if (orgId !== undefined) all.push(sql`o.org_id = ${orgId}`);
  if (area !== undefined) all.push(sql`p.area_code like ${areaPattern(area)}`);
  if (ruleId !== undefined) all.push(sql`o.rule_id = any(${ruleId}::text[])`);
  if (severity !== undefined) all.push(sql`o.severity = any(${severity}::text[])`);
  if (owedBy !== undefined) all.push(sql`o.owed_by = any(${owedBy}::text[])`);
  if (duty !== undefined) all.push(OF_DUTY[duty]);
  if (dueFrom !== undefined) all.push(sql`o.due_date >= ${dueFrom}`);
  if (dueTo !== undefined) all.push(sql`o.due_date <= ${dueTo}`);
  if (open !== undefined) all.push(sql`o.open = ${open}`);
  if (q !== undefined && q !== "") all.push(sql`(p.name ilike ${containing(q)} or o.org_id ilike ${containing(q)} or o.subject_id ilike ${containing(q)})`);
  // Only rows with that step can be in that state; overdue ones have an index.
  if (filter.state?.length === 1 && filter.state[0] === "overdue") all.push(sql`o.overdue_from_ms <= ${askedAtMs}`);
  return sql.join(all, sql` and `);
}

/** "350000" takes in its cities: the zeros at the end stand for any. */
export function areaPattern(area: string): string {
  return `${area.replace(/(00)+$/, "")}%`;
}

export function containing(q: string): string {
  return `%${q.replaceAll(/[\\%_]/g, (each) => `\\${each}`)}%`;
}
