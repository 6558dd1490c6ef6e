import { scopeOf } from "../../events/dossier-key.ts";
import type { Finding } from "../decision.ts";
import type { Check, CheckFiring, RuleContext } from "../rule-context.ts";
import { inForceAt, keysFor, orgOf, referenceTo } from "../rule-reference.ts";
import type { CheckRow } from "../rulebook.ts";

/** What one rulebook's checks make of a dossier. */
export function checkFindings(context: RuleContext, checks: ReadonlyMap<string, Check>): Finding[] {
  const scope = scopeOf(context.dossier);
  return context.rulebook.checks.flatMap((row) => {
    const check = checks.get(row.id);
    if (check === undefined || (check.scope !== scope && !check.alsoIn?.includes(scope))) return [];
    return findingsOf(context, row, check);
  });
}

function findingsOf(context: RuleContext, row: CheckRow, check: Check): Finding[] {
  const fired = check.run(context, row).filter(({ sinceMs }) => inForceAt(context.rulebook, sinceMs));
  const keys = keysFor(context, row.id, fired.map((firing) => ({ ...firing, order: new Date(firing.sinceMs).toISOString() })));
  return fired.map((firing: CheckFiring, index) => ({
    key: keys[index] ?? "",
    rule: referenceTo(context.rulebook, row),
    dossier: context.dossier,
    orgId: orgOf(context, firing.factIds),
    subject: firing.subject,
    factIds: [...firing.factIds],
    severity: firing.severity ?? row.severity,
    sinceMs: firing.sinceMs,
    clearedMs: firing.clearedMs ?? null,
    values: firing.values,
  }));
}
