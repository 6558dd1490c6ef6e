import type { WorkCalendar } from "../../../shared/calendar/work-calendar.ts";
import type { Finding, Obligation } from "../../../shared/rules/decision.ts";
import { overdueSpan, stateStepsOf } from "../../../shared/records/state-steps.ts";
import { canonicalJson, type JsonValue } from "../../../shared/segment/canonical-json.ts";
import type { FindingRow, ObligationRow } from "../database/evaluate-queries.ts";

export function obligationRow(obligation: Obligation, calendar: WorkCalendar): ObligationRow {
  const { key, dossier, orgId, rule, subject, severity, nature, owedBy, dueDate, provisional } = obligation;
  const steps = stateStepsOf(obligation, calendar);
  const overdue = overdueSpan(steps);
  return {
    key,
    dossier,
    orgId,
    ruleId: rule.ruleId,
    rulebookId: rule.rulebookId,
    mode: rule.mode,
    severity,
    nature,
    owedBy,
    subjectKind: subject.kind,
    subjectId: subject.id,
    dueDate,
    open: obligation.metAtMs === null && obligation.voidedAtMs === null,
    stateFrom: steps.fromMs,
    states: steps.states,
    overdueFromMs: overdue?.fromMs ?? null,
    overdueToMs: overdue?.toMs ?? null,
    provisional,
    body: canonicalJson(obligation as unknown as JsonValue),
  };
}

export function findingRow(finding: Finding): FindingRow {
  const { key, dossier, orgId, rule, subject, severity, sinceMs, clearedMs } = finding;
  return {
    key,
    dossier,
    orgId,
    ruleId: rule.ruleId,
    rulebookId: rule.rulebookId,
    mode: rule.mode,
    severity,
    subjectKind: subject.kind,
    subjectId: subject.id,
    sinceMs,
    clearedMs,
    body: canonicalJson(finding as unknown as JsonValue),
  };
}

export interface RowChanges<Row> {
  changed: Row[];
  goneKeys: string[];
}

type DecisionRow = { key: string; body: string; stateFrom?: readonly number[]; states?: readonly string[] };

/** Only what differs is written, so that a dossier that says the same as before costs no writes. */
export function changesOf<Row extends DecisionRow>(before: readonly Row[], after: readonly Row[]): RowChanges<Row> {
  const known = new Map(before.map((row) => [row.key, spelled(row)]));
  const kept = new Set(after.map(({ key }) => key));
  return {
    changed: after.filter((row) => known.get(row.key) !== spelled(row)),
    goneKeys: before.map(({ key }) => key).filter((key) => !kept.has(key)),
  };
}

/** Everything else in a row is taken from these. */
function spelled({ body, stateFrom = [], states = [] }: DecisionRow): string {
  return [body, stateFrom.join(), states.join()].join("\n");
}
