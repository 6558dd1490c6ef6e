import { earliestDay, type Batch, type PlanVersion } from "./batches.ts";

/** Which changes of a filed plan start the lead time again (A43). */
export interface AmendmentRule {
  earlierStart: boolean;
  occupation: boolean;
  level: boolean;
  site: boolean;
}

/**
 * When the plan as it stands was filed, UTC ms; null: not filed, or returned
 * and not filed again. A plan filed again after 退回 keeps its first receipt:
 * a red item rests on the reading least open to objection (A2's reason). With
 * a change that A43 lists it counts as filed when the change came in.
 */
export function filedAtMs(batch: Batch, rule: AmendmentRule): number | null {
  const last = batch.answers.at(-1);
  const newest = batch.versions.at(-1);
  if (newest === undefined || (last?.kind === "returned" && newest.atMs < last.atMs)) return null;
  let filedMs = batch.versions[0]?.atMs ?? null;
  for (const [index, version] of batch.versions.entries()) {
    const before = batch.versions[index - 1];
    if (before !== undefined && restartsClock(before, version, rule)) filedMs = version.atMs;
  }
  return filedMs;
}

/** Another start, occupation, level or site is another plan; people swapped, or a later start, are not. */
export function restartsClock(before: PlanVersion, after: PlanVersion, rule: AmendmentRule): boolean {
  if (rule.earlierStart && startOf(after) < startOf(before)) return true;
  return (
    (rule.occupation && hasNew(before, after, ({ occupation }) => occupation)) ||
    (rule.level && hasNew(before, after, ({ occupation, level }) => `${occupation}/${level}`)) ||
    (rule.site && hasNew(before, after, ({ siteId }) => siteId))
  );
}

function startOf({ plan }: PlanVersion): string {
  return earliestDay(plan.sessions) ?? plan.startDate;
}

type Session = PlanVersion["plan"]["sessions"][number];

function hasNew(before: PlanVersion, after: PlanVersion, read: (session: Session) => string | undefined): boolean {
  const known = new Set(before.plan.sessions.map(read));
  if (known.size === 0) return false;
  return after.plan.sessions.some((session) => {
    const value = read(session);
    return value !== undefined && !known.has(value);
  });
}
