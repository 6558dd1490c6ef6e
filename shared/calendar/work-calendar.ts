import { z } from "zod";
import { localDate, weekday, yearOf, type LocalDate } from "./local-date.ts";
import { isStatutoryWorkday, statutoryHolidays } from "./statutory-days.ts";

const DateText = z.string().refine(
  (text) => {
    try {
      return localDate(text) === text;
    } catch {
      return false;
    }
  },
  { error: 'expected a date such as "2026-02-28"' },
);

/** One year's State Council schedule (国务院办公厅关于…年部分节假日安排的通知), as data with its notice named. */
export const YearSchedule = z.object({
  year: z.number().int().min(1993).max(2099),
  source: z.string().min(1),
  timezone: z.literal("Asia/Shanghai"),
  holidays: z.array(DateText),
  makeupWorkdays: z.array(DateText),
  workdayCount: z.number().int(),
});
export type YearSchedule = z.infer<typeof YearSchedule>;

/** One day that an authority set by hand: it wins over the schedule (T2, "add or correct days without a release"). */
export interface DayCorrection {
  date: LocalDate;
  workday: boolean;
  /** Why, and by which notice. */
  source: string;
}

/**
 * Which days are working days (T2): Monday to Friday, minus holidays, plus
 * make-up days. A year whose schedule is not loaded is answered with statutory
 * days only and marked (T8), never silently.
 */
export class WorkCalendar {
  #years: ReadonlyMap<number, { holidays: ReadonlySet<string>; makeups: ReadonlySet<string> }>;
  #corrections: ReadonlyMap<string, boolean>;
  #statutory = new Map<number, ReadonlySet<LocalDate>>();

  constructor(schedules: readonly YearSchedule[], corrections: readonly DayCorrection[] = []) {
    this.#years = new Map(
      schedules.map(({ year, holidays, makeupWorkdays }) => [
        year,
        { holidays: new Set(holidays), makeups: new Set(makeupWorkdays) },
      ]),
    );
    this.#corrections = new Map(corrections.map(({ date, workday }) => [date, workday]));
  }

  isLoaded(year: number): boolean {
    return this.#years.has(year);
  }

  isWorkday(date: LocalDate): boolean {
    const corrected = this.#corrections.get(date);
    if (corrected !== undefined) return corrected;
    const schedule = this.#years.get(yearOf(date));
    if (schedule === undefined) return isStatutoryWorkday(date, this.#statutoryDays(yearOf(date)));
    if (schedule.makeups.has(date)) return true;
    const day = weekday(date);
    return day !== 0 && day !== 6 && !schedule.holidays.has(date);
  }

  /** The same calendar without some years' schedules, to see what an answer would be before they were known. */
  withoutYears(years: readonly number[]): WorkCalendar {
    const copy = new WorkCalendar([]);
    copy.#years = new Map([...this.#years].filter(([year]) => !years.includes(year)));
    copy.#corrections = this.#corrections;
    return copy;
  }

  #statutoryDays(year: number): ReadonlySet<LocalDate> {
    const known = this.#statutory.get(year);
    if (known !== undefined) return known;
    const days = statutoryHolidays(year);
    this.#statutory.set(year, days);
    return days;
  }
}
