import { addDays, daysBetween, localDate, weekday } from "../../shared/calendar/local-date.ts";

export type DayKind = "trigger" | "counted" | "makeup" | "weekend" | "holiday";

export interface ExplainedDay {
  date: string;
  kind: DayKind;
  /** Its number among the counted days, from 1; null if it is not counted. */
  number: number | null;
  due: boolean;
}

/** Longer runs than this are not drawn day by day. */
const MOST_DAYS = 120;

/**
 * Every day from the trigger to the due date in the order of the calendar,
 * with what it was: counted, a make-up day that is counted, or skipped.
 * Empty where days were not counted one by one.
 */
export function explainDays(countedDays: readonly string[], triggerDate: string | null, dueDate: string | null): ExplainedDay[] {
  const known = [...countedDays, ...(triggerDate === null ? [] : [triggerDate]), ...(dueDate === null ? [] : [dueDate])].toSorted();
  const [first, last] = [known[0], known.at(-1)];
  if (countedDays.length === 0 || first === undefined || last === undefined) return [];
  const length = daysBetween(localDate(first), localDate(last));
  if (length > MOST_DAYS) return [];
  const numbers = new Map(countedDays.map((date, index) => [date, index + 1]));
  return Array.from({ length: length + 1 }, (_, offset): ExplainedDay => {
    const date = addDays(localDate(first), offset);
    const number = numbers.get(date) ?? null;
    return { date, kind: kindOf(date, number, date === triggerDate), number, due: date === dueDate };
  });
}

function kindOf(date: string, number: number | null, trigger: boolean): DayKind {
  const day = weekday(localDate(date));
  const weekend = day === 0 || day === 6;
  if (number !== null) return weekend ? "makeup" : "counted";
  if (trigger) return "trigger";
  return weekend ? "weekend" : "holiday";
}
