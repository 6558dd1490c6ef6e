import { addDays, startOfDayMs } from "../calendar/local-date.ts";
import type { Obligation } from "../rules/decision.ts";
import type { TimedEvent } from "./life-table.ts";
import type { TimedMoment } from "./state-of-thing.ts";

/** Rules whose end changes a life. */
const EVENT_OF: Readonly<Record<string, TimedEvent>> = { D09: "validity.ended", D14: "report.due", D20: "ban.ended", D21: "ban.ended", D37: "ban.ended", D38: "ban.ended" };

/**
 * Moments up to `asOfMs` at which periods of these obligations ended: what time
 * alone does to an evaluator or a report. A period that another one outlasts
 * (a renewal, a longer ban) ends nothing, and drafts change nobody's state.
 */
export function lifeMoments(obligations: readonly Obligation[], asOfMs: number): TimedMoment[] {
  const timed = obligations.filter(({ rule }) => rule.ruleId in EVENT_OF && rule.mode === "in-force");
  return timed
    .flatMap(({ rule, dueDate, voidedAtMs }) => {
      const event = EVENT_OF[rule.ruleId];
      if (event === undefined || dueDate === null) return [];
      const after = addDays(dueDate, 1);
      const atMs = startOfDayMs(after);
      const outlasted = event !== "report.due" && timed.some((other) => EVENT_OF[other.rule.ruleId] === event && covers(other, after));
      return outlasted || atMs > asOfMs || (voidedAtMs !== null && voidedAtMs <= atMs) ? [] : [{ atMs, event }];
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}

function covers({ triggerDate, dueDate, voidedAtMs }: Obligation, day: string): boolean {
  return voidedAtMs === null && triggerDate !== null && dueDate !== null && triggerDate <= day && day <= dueDate;
}
