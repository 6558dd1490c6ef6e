import { localDateOfMs, startOfDayMs } from "../calendar/local-date.ts";
import type { WorkCalendar } from "../calendar/work-calendar.ts";
import { alertDays, HOUSE_ALERTS, type AlertSettings } from "./alert-ladder.ts";
import type { Obligation, ObligationState } from "./decision.ts";

const DAY_MS = 86_400_000;

/**
 * UTC ms from which an obligation is late: the next 00:00 in Shanghai, or the
 * millisecond after the counter's closing minute (A5), or the start that a gate
 * must precede. null: never.
 */
export function lateFromMs({ nature, dueDate, cutoffMinutes, gateMs }: Pick<Obligation, "nature" | "dueDate" | "cutoffMinutes" | "gateMs">): number | null {
  if (nature === "gate") return gateMs;
  if (dueDate === null) return null;
  return cutoffMinutes === null ? startOfDayMs(dueDate) + DAY_MS : startOfDayMs(dueDate) + cutoffMinutes * 60_000 + 1;
}

/** T9: what an obligation is at a moment. What happened after that moment does not count yet. */
export function stateOf(obligation: Obligation, asOfMs: number, calendar: WorkCalendar, settings: AlertSettings = HOUSE_ALERTS): ObligationState {
  const { nature, metAtMs, voidedAtMs, dueDate, triggerDate } = obligation;
  const lateFrom = lateFromMs(obligation);
  const met = metAtMs !== null && metAtMs <= asOfMs;
  if (nature === "period" || nature === "minimum-duration") return periodState(obligation, asOfMs, calendar, settings);
  if (met) return lateFrom !== null && metAtMs >= lateFrom ? "met_late" : "met";
  if (voidedAtMs !== null && voidedAtMs <= asOfMs) return "void";
  if (nature === "record") return dueDate === null ? "no_clock" : asOfMs >= startOfDayMs(dueDate) + DAY_MS ? "ended" : "running";
  if (lateFrom === null) return triggerDate === null || nature === "gate" ? "not_due" : "no_clock";
  return asOfMs >= lateFrom ? "overdue" : untilDue(obligation, asOfMs, calendar, settings);
}

/** A period runs and ends; a validity, term or retention near its end says so. Closing a publicity ends it, in time or not. */
function periodState(obligation: Obligation, asOfMs: number, calendar: WorkCalendar, settings: AlertSettings): ObligationState {
  const { dueDate, metAtMs, voidedAtMs, triggerDate, ladder } = obligation;
  if (triggerDate !== null && asOfMs < startOfDayMs(triggerDate)) return "not_due";
  if (metAtMs !== null && metAtMs <= asOfMs) return "ended";
  if (dueDate !== null && asOfMs >= startOfDayMs(dueDate) + DAY_MS) return "ended";
  if (voidedAtMs !== null && voidedAtMs <= asOfMs) return "void";
  const state = ladder === "none" || dueDate === null ? "running" : untilDue(obligation, asOfMs, calendar, settings);
  return state === "not_due" ? "running" : state;
}

function untilDue(obligation: Obligation, asOfMs: number, calendar: WorkCalendar, settings: AlertSettings): ObligationState {
  const today = localDateOfMs(asOfMs);
  if (today === obligation.dueDate) return "due_today";
  const [firstAlert] = alertDays(obligation, calendar, settings);
  return obligation.ladder !== "none" && firstAlert !== undefined && today >= firstAlert ? "due_soon" : "not_due";
}

/** What the wall's "overdue filings" counts: clear duties of evaluators in rulebooks that bind, past due and not done. Authority clocks are a list of their own (ORG-15). */
export function countsAsOverdue(obligation: Obligation, asOfMs: number, calendar: WorkCalendar): boolean {
  if (obligation.rule.mode !== "in-force" || obligation.severity !== "breach" || obligation.owedBy !== "evaluator") return false;
  return obligation.nature !== "gate" && stateOf(obligation, asOfMs, calendar) === "overdue";
}

export const STATE_WORDS: Readonly<Record<ObligationState, { zh: string; en: string }>> = {
  not_due: { zh: "未到期", en: "not due" },
  due_soon: { zh: "即将到期", en: "due soon" },
  due_today: { zh: "今日到期", en: "due today" },
  overdue: { zh: "逾期", en: "overdue" },
  met: { zh: "已完成", en: "met" },
  met_late: { zh: "逾期完成", en: "met late" },
  void: { zh: "不再适用", en: "no longer owed" },
  running: { zh: "进行中", en: "running" },
  ended: { zh: "已结束", en: "ended" },
  no_clock: { zh: "无法定期限", en: "no limit in the text" },
};
