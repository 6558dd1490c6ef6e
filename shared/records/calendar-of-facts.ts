import { SHIPPED_SCHEDULES } from "../calendar/shipped-calendar.ts";
import { workdaysBetween } from "../calendar/count-days.ts";
import { WorkCalendar, type DayCorrection, type YearSchedule } from "../calendar/work-calendar.ts";
import { inOrder, type Fact } from "../events/fact.ts";
import { ofType } from "../rules/history/facts-by-type.ts";

/** Kinds of facts that concern every dossier: the calendar and the settings of rules. */
export const COMMON_TYPES = ["calendar.corrected", "calendar.year_loaded", "rule.setting_changed"] as const;

export interface CalendarParts {
  schedules: readonly YearSchedule[];
  corrections: readonly (DayCorrection & { atMs: number })[];
}

/** The years that are shipped, what authorities loaded over them, and the days that they set by hand; the newest word counts. */
export function calendarPartsOf(facts: readonly Fact[]): CalendarParts {
  const ordered = inOrder(facts);
  const schedules = new Map(SHIPPED_SCHEDULES.map((schedule) => [schedule.year, schedule]));
  for (const { data } of ofType(ordered, "calendar.year_loaded")) schedules.set(data.year, scheduleOf(data));
  const corrections = new Map(ofType(ordered, "calendar.corrected").map(({ atMs, data }) => [data.date, { ...data, atMs }]));
  return { schedules: [...schedules.values()], corrections: [...corrections.values()] };
}

export function calendarOf({ schedules, corrections }: CalendarParts): WorkCalendar {
  return new WorkCalendar(schedules, corrections);
}

function scheduleOf(given: { year: number; holidays: string[]; makeupWorkdays: string[]; source: string }): YearSchedule {
  const schedule: YearSchedule = { ...given, timezone: "Asia/Shanghai", workdayCount: 0 };
  const { count } = workdaysBetween(new WorkCalendar([schedule]), `${given.year}-01-01`, `${given.year}-12-31`);
  return { ...schedule, workdayCount: count };
}
