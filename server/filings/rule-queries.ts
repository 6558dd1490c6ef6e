import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";

type Db = Kysely<Database>;

/** How often each rule fired in each book, and how many of that still stand. */
export async function countFired(db: Db): Promise<{ rulebookId: string; ruleId: string; fired: number; open: number }[]> {
  const { rows } = await sql<{ rulebookId: string; ruleId: string; fired: number; open: number }>`
    select rulebook_id, rule_id, count(*) as fired, count(*) filter (where cleared_ms is null) as open from finding group by 1, 2
    union all
    select rulebook_id, rule_id, count(*) as fired, count(*) filter (where open) as open from obligation group by 1, 2`.execute(db);
  return rows;
}

export interface HealthRow {
  rulebookId: string;
  ruleId: string;
  mode: string;
  severity: string;
  fired: number;
  open: number;
  confirmed: number;
  falseAlarms: number;
  needsMore: number;
  lastSinceMs: number | null;
}

/** What people say of each check's findings. A rule that fires in several severities is told by its commonest. */
export async function ruleHealth(db: Db, modes: readonly string[]): Promise<HealthRow[]> {
  const { rows } = await sql<HealthRow>`
    select rulebook_id, rule_id, mode, mode() within group (order by severity) as severity, count(*) as fired, count(*) filter (where cleared_ms is null) as open,
      count(*) filter (where v.verdict = 'confirmed') as confirmed, count(*) filter (where v.verdict = 'false-alarm') as false_alarms,
      count(*) filter (where v.verdict = 'needs-more') as needs_more, max(since_ms) as last_since_ms
    from finding left join finding_verdict v on v.finding_key = key where mode = any(${[...modes]}::text[])
    group by rulebook_id, rule_id, mode order by rule_id, rulebook_id`.execute(db);
  return rows;
}
