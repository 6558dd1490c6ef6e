import { ANCHORS } from "../deadlines/anchor-list.ts";
import { deadlineObligations } from "../deadlines/deadline-obligations.ts";
import type { Obligation } from "../decision.ts";
import { lateFromMs } from "../obligation-state.ts";
import type { CheckFiring, RuleContext } from "../rule-context.ts";

/** What rows of deadlines make of the same facts, so that a check and its deadline never disagree. */
export function obligationsOfRows(context: RuleContext, deadlineIds: readonly string[]): Obligation[] {
  return deadlineObligations(context, ANCHORS, context.rulebook.deadlines.filter(({ id }) => deadlineIds.includes(id)));
}

/** One firing for each duty of these rows that was not done in time: since the due moment, cleared when it was done. */
export function overdueFirings(context: RuleContext, deadlineIds: readonly string[], tell: (obligation: Obligation) => CheckFiring["values"]): CheckFiring[] {
  return obligationsOfRows(context, deadlineIds).flatMap((obligation) => {
    const { subject, metAtMs, voidedAtMs, factIds } = obligation;
    const lateMs = lateFromMs(obligation);
    if (lateMs === null || (metAtMs !== null && metAtMs < lateMs) || (voidedAtMs !== null && voidedAtMs < lateMs)) return [];
    if (!context.reached(lateMs)) return [];
    return { subject, sinceMs: lateMs, clearedMs: metAtMs ?? voidedAtMs, factIds, values: { dueDate: obligation.dueDate, provisional: obligation.provisional, ...tell(obligation) } };
  });
}
