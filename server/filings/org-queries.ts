import { sql, type Kysely, type RawBuilder } from "kysely";
import { localDateOfMs } from "../../shared/calendar/local-date.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { ListingState, OrgProfile, OrgQuery } from "../../shared/protocol/filings/orgs.ts";
import { areaPattern, containing } from "./obligation-queries.ts";
import type { Place } from "./paging.ts";

type Db = Kysely<Database>;

export interface StoredOrg extends Omit<OrgProfile, "state"> {
  state: ListingState;
  overdue: number;
  dueSoon: number;
  redFindings: number;
  lastFactAtMs: number | null;
  sortValue: string | number;
}

/** A listing whose last day has passed is expired, whatever its facts say. */
const stateOn = (today: string) => sql<ListingState>`case when state in ('listed', 'suspended', 'stopped') and valid_to < ${today} then 'expired' else state end`;

const PROFILE = sql`id, name, org_code, evaluator_type, area_code, occupations, sites, valid_from, valid_to, last_fact_ms as last_fact_at_ms`;

const SORTED_BY: Record<OrgQuery["sort"], RawBuilder<unknown>> = {
  name: sql`coalesce(name, id)`,
  "-overdue": sql`overdue`,
  "-red": sql`red_findings`,
};

export interface OrgsAsked {
  query: Pick<OrgQuery, "area" | "state" | "evaluatorType" | "q" | "sort">;
  askedAtMs: number;
  after: Place | null;
  limit: number;
}

/** Evaluators with what is open about each; open rows only, however long the history. */
export async function listOrgs(db: Db, { query, askedAtMs, after, limit }: OrgsAsked): Promise<StoredOrg[]> {
  const value = SORTED_BY[query.sort];
  const down = query.sort.startsWith("-");
  const beyond = after === null ? sql`true` : down ? sql`(${value}, id) < (${after[0]}, ${after[1]})` : sql`(${value}, id) > (${after[0]}, ${after[1]})`;
  const direction = down ? sql`desc` : sql`asc`;
  const { rows } = await sql<StoredOrg>`
    select *, ${value} as sort_value from (
      select ${PROFILE}, ${stateOn(localDateOfMs(askedAtMs))} as state, coalesce(o.overdue, 0) as overdue, coalesce(o.due_soon, 0) as due_soon, coalesce(f.red, 0) as red_findings
      from org_profile left join (${openByOrg(askedAtMs)}) o on o.org_id = id left join (${redByOrg}) f on f.org_id = id
      where ${conditions(query, askedAtMs)}
    ) org where ${beyond} order by ${value} ${direction}, id ${direction} limit ${limit}`.execute(db);
  return rows;
}

export async function countOrgs(db: Db, query: OrgsAsked["query"], askedAtMs: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from org_profile where ${conditions(query, askedAtMs)}`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function oneOrg(db: Db, id: string, askedAtMs: number): Promise<OrgProfile | undefined> {
  const { rows } = await sql<OrgProfile>`select ${PROFILE}, ${stateOn(localDateOfMs(askedAtMs))} as state from org_profile where id = ${id}`.execute(db);
  return rows[0];
}

/** T9: only clear duties of evaluators under rules that bind. */
const openByOrg = (askedAtMs: number) => sql`
  select org_id, count(*) filter (where state = 'overdue') as overdue, count(*) filter (where state in ('due_soon', 'due_today')) as due_soon from (
    select org_id, states[width_bucket(${askedAtMs}::bigint, state_from) + 1] as state from obligation
    where open and mode = 'in-force' and severity = 'breach' and owed_by = 'evaluator' and nature <> 'gate'
  ) owed group by org_id`;

/** A finding's key without its rulebook: what a city's book and its province's both find is one thing. */
const SAME_IN_BOOKS = sql`substr(key, strpos(key, '/') + 1)`;

const redByOrg = sql`
  select org_id, count(distinct ${SAME_IN_BOOKS}) as red from finding left join finding_verdict v on v.finding_key = key
  where cleared_ms is null and severity = 'red' and mode = 'in-force' and v.verdict is distinct from 'false-alarm' group by org_id`;

function conditions({ area, state, evaluatorType, q }: OrgsAsked["query"], askedAtMs: number): RawBuilder<unknown> {
  const all = [sql`true`];
  if (area !== undefined) all.push(sql`area_code like ${areaPattern(area)}`);
  if (state !== undefined) all.push(sql`${stateOn(localDateOfMs(askedAtMs))} = any(${state}::text[])`);
  if (evaluatorType !== undefined) all.push(sql`evaluator_type = any(${evaluatorType}::text[])`);
  if (q !== undefined && q !== "") all.push(sql`(name ilike ${containing(q)} or id ilike ${containing(q)} or org_code ilike ${containing(q)})`);
  return sql.join(all, sql` and `);
}

/** Findings in force, by severity and by what people say of them. */
export async function countJudged(db: Db, orgId: string): Promise<{ severity: string; verdict: string; count: number }[]> {
  const { rows } = await sql<{ severity: string; verdict: string; count: number }>`
    select severity, coalesce(v.verdict, 'none') as verdict, count(distinct ${SAME_IN_BOOKS}) as count from finding left join finding_verdict v on v.finding_key = key
    where org_id = ${orgId} and mode = 'in-force' group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** The newest batches that an evaluator's facts name. */
export async function batchesOfOrg(db: Db, orgId: string, limit: number): Promise<{ batchId: string; startDate: string | null; lastFactAtMs: number }[]> {
  const { rows } = await sql<{ batchId: string; startDate: string | null; lastFactAtMs: number }>`
    select data->>'batchId' as batch_id, max(data->>'startDate') as start_date, max(at_us) / 1000 as last_fact_at_ms
    from fact_dossier join fact using (seq) where dossier = ${`org:${orgId}`} and type in ('batch.announced', 'plan.received', 'plan.amended', 'exam.application')
    group by 1 order by start_date desc nulls last, 1 limit ${limit}`.execute(db);
  return rows;
}
