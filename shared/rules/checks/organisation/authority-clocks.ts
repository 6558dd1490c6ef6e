import { z } from "zod";
import { startOfDayMs } from "../../../calendar/local-date.ts";
import type { Obligation } from "../../decision.ts";
import type { Check, CheckFiring } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { obligationsOfRows, overdueFirings } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, type Words } from "../two-languages.ts";

const Params = z.object({ clocks: z.record(z.string(), z.object({ zh: z.string(), en: z.string() })) });

/** What the authority itself owes: told apart by `owedBy`, so that no list of evaluators' overdue items takes it in. */
export const authorityClocks: Check = {
  id: "ORG-15",
  scope: "org",
  zh: "主管部门时限",
  en: "The authority's own clocks",
  sentence: {
    zh: "主管部门对申请 {filingId} 的“{clockZh}”应至 {dueDate}（完成于 {doneAt}）。",
    en: "The authority's “{clockEn}” for application {filingId} runs to {dueDate} (done at {doneAt}).",
  },
  guard: {
    zh: "单独成表，不与评价机构的逾期混在一起；按工作日历计，最后一日 24:00 前完成为按时。",
    en: "A list of its own, never mixed with what evaluators owe; working days of the calendar, in time until 24:00 of the last.",
  },
  run(context, row) {
    const { clocks } = paramsOf(row, Params);
    return Object.entries(clocks).flatMap(([deadlineId, words]) => {
      const shortest = obligationsOfRows(context, [deadlineId]).filter(({ nature }) => nature === "minimum-duration");
      if (shortest.length > 0) return shortest.flatMap((obligation) => closedTooSoon(obligation, words));
      return overdueFirings(context, [deadlineId], (obligation) => valuesOf(obligation, words)).map((firing) => ({ ...firing, part: deadlineId }));
    });
  },
};

function closedTooSoon(obligation: Obligation, words: Words): CheckFiring[] {
  const { subject, rule, metAtMs, endsBefore, factIds } = obligation;
  if (metAtMs === null || endsBefore === null || metAtMs >= startOfDayMs(endsBefore)) return [];
  return [{ subject, part: rule.ruleId, sinceMs: metAtMs, factIds, values: valuesOf(obligation, words) }];
}

function valuesOf({ subject, dueDate, metAtMs, provisional }: Obligation, words: Words): CheckFiring["values"] {
  return { filingId: subject.id, ...inBoth("clock", words), dueDate, doneAt: metAtMs === null ? null : localTimeOf(metAtMs), provisional, owedBy: "authority" };
}
