import { workdaysAfter, workdaysBefore, workdaysFrom } from "../../calendar/count-days.ts";
import { addDays, addYears, type LocalDate } from "../../calendar/local-date.ts";
import type { Obligation } from "../decision.ts";
import type { Occasion, RuleContext } from "../rule-context.ts";
import type { DeadlineRow } from "../rulebook.ts";

/** The dated half of an obligation. */
export type DueDate = Pick<Obligation, "triggerDate" | "dueDate" | "cutoffMinutes" | "countedDays" | "endsBefore" | "provisional" | "houseLimit">;

const NOTHING: DueDate = { triggerDate: null, dueDate: null, cutoffMinutes: null, countedDays: [], endsBefore: null, provisional: false, houseLimit: null };

/** Directions whose last day is followed by a day on which something becomes allowed: publicity over, destroyable, applications taken. */
const ENDING: ReadonlySet<DeadlineRow["direction"]> = new Set(["duration", "retention", "ban"]);

/** When a row's duty is due on one occasion, with the days counted (T1–T8). An end that a paper states wins (A38). */
export function dueDateOf(context: RuleContext, row: DeadlineRow, occasion: Occasion): DueDate {
  const triggerDate = occasion.date;
  const counted = occasion.statedDueDate === undefined ? count(context, row, triggerDate) : { ...NOTHING, dueDate: occasion.statedDueDate };
  if (counted.dueDate === null) return { ...NOTHING, triggerDate };
  const ends = ENDING.has(row.direction) || row.ladder === "validity" || row.ladder === "inactivity";
  return { ...counted, triggerDate, endsBefore: ends ? addDays(counted.dueDate, 1) : null, cutoffMinutes: takesPaper(row) ? cutoff(context) : null };
}

/** Business hours end the last day only of what is handed to a counter. */
function takesPaper(row: DeadlineRow): boolean {
  return row.owedBy !== "authority" && (row.direction === "before" || row.direction === "after" || row.direction === "by") && row.unit !== "gate" && row.unit !== "year";
}

function cutoff(context: RuleContext): number | null {
  const text = String(context.setting("cutoff"));
  if (text === "24:00") return null;
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

function count(context: RuleContext, row: DeadlineRow, trigger: LocalDate | null): DueDate {
  if (trigger === null) return NOTHING;
  switch (row.unit) {
    case "workday":
      return workdays(context, row, trigger, row.count ?? 0);
    case "day":
      return { ...NOTHING, dueDate: addDays(trigger, row.count ?? 0) };
    case "year":
      return years(trigger, row.count ?? 0);
    case "fixed":
      return { ...NOTHING, dueDate: fixed(context, row, trigger) };
    case "gate":
      return { ...NOTHING, dueDate: trigger };
    case "none":
      return houseLimit(context, row, trigger);
    case "quota":
    case "permanent":
      return NOTHING;
  }
}

function workdays({ calendar, setting }: RuleContext, row: DeadlineRow, trigger: LocalDate, wanted: number): DueDate {
  if (row.direction === "before") {
    // A1: the N-th day before is in time, unless N full days are asked to lie between.
    const { date, days, provisional } = workdaysBefore(calendar, trigger, wanted + (setting("lead.mode") === "full-days" ? 1 : 0));
    return { ...NOTHING, dueDate: date, countedDays: [...days], provisional };
  }
  const dayOne = row.direction === "duration" ? setting("publicity.dayOne") : row.dayOne;
  const { date, days, provisional } = (dayOne === "include" ? workdaysFrom : workdaysAfter)(calendar, trigger, wanted);
  return { ...NOTHING, dueDate: date, countedDays: [...days], provisional };
}

function years(trigger: LocalDate, wanted: number): DueDate {
  return { ...NOTHING, dueDate: addYears(trigger, wanted) };
}

/** A fixed date never moves (T7); 前 counts the day itself (A16). */
function fixed({ setting }: RuleContext, row: DeadlineRow, trigger: LocalDate): LocalDate | null {
  if (row.fixedDate === null) return null;
  const date = row.fixedDate.length === 5 ? `${trigger.slice(0, 4)}-${row.fixedDate}` : row.fixedDate;
  return setting("fixed.inclusive") === false ? addDays(date, -1) : date;
}

/** No number in the text: a house limit where one is set (A10 working days, A14 years), always named as such. */
function houseLimit(context: RuleContext, row: DeadlineRow, trigger: LocalDate): DueDate {
  if (row.houseLimitSetting === null) return NOTHING;
  const limit = Number(context.setting(row.houseLimitSetting));
  const counted = row.direction === "retention" ? years(trigger, limit) : workdays(context, row, trigger, limit);
  return { ...counted, houseLimit: row.houseLimitSetting };
}
