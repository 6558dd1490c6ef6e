import { workdaysBefore } from "../calendar/count-days.ts";
import { addDays, type LocalDate } from "../calendar/local-date.ts";
import type { WorkCalendar } from "../calendar/work-calendar.ts";
import type { AlertLadder, Obligation } from "./decision.ts";

/** How far ahead people are told, farthest first (T10). House settings, not statutory. */
export type AlertSettings = Readonly<Record<Exclude<AlertLadder, "none" | "annual">, readonly number[]>> & {
  /** Days of the year, "12-01". */
  readonly annual: readonly string[];
};

/** before and after in working days, the others in calendar days. */
export const HOUSE_ALERTS: AlertSettings = {
  before: [5, 2],
  after: [3, 1],
  validity: [180, 90, 30],
  inactivity: [90, 60, 30],
  annual: ["12-01", "12-15", "12-25"],
  retention: [90],
};

/** The days on which people are told about an obligation, oldest first, the due day last; none without a date. */
export function alertDays({ ladder, dueDate, endsBefore }: Pick<Obligation, "ladder" | "dueDate" | "endsBefore">, calendar: WorkCalendar, settings: AlertSettings = HOUSE_ALERTS): LocalDate[] {
  if (dueDate === null) return [];
  return [...leadDays(ladder, dueDate, endsBefore, calendar, settings), dueDate];
}

function leadDays(ladder: AlertLadder, dueDate: LocalDate, endsBefore: LocalDate | null, calendar: WorkCalendar, settings: AlertSettings): LocalDate[] {
  switch (ladder) {
    case "before":
    case "after":
      return settings[ladder].map((days) => workdaysBefore(calendar, dueDate, days).date);
    case "validity":
    case "inactivity":
      return settings[ladder].map((days) => addDays(dueDate, -days));
    case "retention":
      return settings.retention.map((days) => addDays(endsBefore ?? dueDate, -days));
    case "annual":
      return settings.annual.map((day) => `${dueDate.slice(0, 4)}-${day}`);
    case "none":
      return [];
  }
}
