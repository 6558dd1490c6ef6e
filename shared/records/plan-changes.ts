import type { PlanChange } from "../protocol/filings/plans.ts";

type Json = Readonly<Record<string, unknown>>;

/** Fields that name the plan or say why; not what it plans. */
const NOT_PLANNED: ReadonlySet<string> = new Set(["orgId", "batchId", "reason", "sessions"]);

/** What an amendment changed, field by field; sessions by their id, lists of ids by their members. Pure. */
export function planChanges(before: Json, after: Json): PlanChange[] {
  return [...fieldChanges("", withoutNames(before), withoutNames(after)), ...sessionChanges(before, after)];
}

function withoutNames(plan: Json): Json {
  return Object.fromEntries(Object.entries(plan).filter(([name]) => !NOT_PLANNED.has(name)));
}

function fieldChanges(prefix: string, before: Json, after: Json): PlanChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (Array.isArray(was) && Array.isArray(is)) return memberChange(`${prefix}${name}`, was, is);
    return [{ path: `${prefix}${name}`, before: was ?? null, after: is ?? null }];
  });
}

/** Of two lists only who went and who came; another order alone is no change. */
function memberChange(path: string, was: readonly unknown[], is: readonly unknown[]): PlanChange[] {
  const gone = was.filter((each) => !is.includes(each));
  const come = is.filter((each) => !was.includes(each));
  return gone.length + come.length === 0 ? [] : [{ path, before: gone, after: come }];
}

function sessionChanges(before: Json, after: Json): PlanChange[] {
  const [was, is] = [sessionsOf(before), sessionsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((id): PlanChange[] => {
    const [old, fresh] = [was.get(id), is.get(id)];
    if (old === undefined || fresh === undefined) return [{ path: `sessions/${id}`, before: old ?? null, after: fresh ?? null }];
    return fieldChanges(`sessions/${id}/`, old, fresh);
  });
}

function sessionsOf({ sessions }: Json): Map<string, Json> {
  const list = Array.isArray(sessions) ? (sessions as Json[]) : [];
  return new Map(list.map((session) => [String(session["sessionId"]), session]));
}
