import { addDays, addYears, localDateOf, localMinutesOf, yearOf, type LocalDate } from "./local-date.ts";
import type { WorkCalendar } from "./work-calendar.ts";

/** A date with the days that were counted to reach it, so that a person can check the count (P10). */
export interface CountedDate {
  date: LocalDate;
  /** In the order counted; the last one is `date`. Empty for calendar periods. */
  days: readonly LocalDate[];
  /** true if the window touches a year whose State Council schedule is not loaded (T8) */
  provisional: boolean;
}

/** T3 提前 N 个工作日: the trigger day is excluded; the answer is the N-th working day strictly before it. */
export function workdaysBefore(calendar: WorkCalendar, trigger: LocalDate, count: number): CountedDate {
  return walk(calendar, { from: addDays(trigger, -1), trigger, step: -1, count });
}

/** T4 N 个工作日内: the trigger day is excluded; the answer is the N-th working day strictly after it. */
export function workdaysAfter(calendar: WorkCalendar, trigger: LocalDate, count: number): CountedDate {
  return walk(calendar, { from: addDays(trigger, 1), trigger, step: 1, count });
}

/** T5 自当日起 N 个工作日: the trigger day is day 1, or the next working day is if it is none. */
export function workdaysFrom(calendar: WorkCalendar, trigger: LocalDate, count: number): CountedDate {
  return walk(calendar, { from: trigger, trigger, step: 1, count });
}

interface Walk {
  from: LocalDate;
  trigger: LocalDate;
  step: 1 | -1;
  count: number;
}

// Many obligations start on the same day: their count is walked once. A correction makes another calendar.
const KEPT_COUNTS = 20_000;
const counted = new WeakMap<WorkCalendar, Map<string, CountedDate>>();

function walk(calendar: WorkCalendar, asked: Walk): CountedDate {
  const known = counted.get(calendar) ?? new Map<string, CountedDate>();
  counted.set(calendar, known);
  const key = `${asked.from} ${asked.trigger} ${asked.step * asked.count}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= KEPT_COUNTS) known.clear();
  const answer = count(calendar, asked);
  known.set(key, answer);
  return answer;
}

function count(calendar: WorkCalendar, { from, trigger, step, count }: Walk): CountedDate {
  const days: LocalDate[] = [];
  let provisional = !calendar.isLoaded(yearOf(trigger));
  for (let date = from; days.length < count; date = addDays(date, step)) {
    provisional ||= !calendar.isLoaded(yearOf(date));
    if (calendar.isWorkday(date)) days.push(date);
  }
  return { date: days.at(-1) ?? trigger, days, provisional };
}

/** The working days of a closed range of dates, for "how many days are left" and "is it that late". */
export function workdaysBetween(calendar: WorkCalendar, from: LocalDate, to: LocalDate): CountedDate & { count: number } {
  const days: LocalDate[] = [];
  let provisional = false;
  for (let date = from; date <= to; date = addDays(date, 1)) {
    provisional ||= !calendar.isLoaded(yearOf(date));
    if (calendar.isWorkday(date)) days.push(date);
  }
  return { date: to, days, provisional, count: days.length };
}

/** T6: the last day of an N-year period, and the first day on which what it protects may be destroyed. */
export function yearsAfter(start: LocalDate, years: number): { lastDay: LocalDate; destroyableFrom: LocalDate } {
  const lastDay = addYears(start, years);
  return { lastDay, destroyableFrom: addDays(lastDay, 1) };
}

/**
 * T1: whether an instant is in time for a due date, which ends at 24:00 in Shanghai, or at the authority's
 * `cutoffMinutes` after 00:00 where it keeps a paper counter (A5). The cut-off minute itself is in time.
 */
export function isOnTime(at: string, due: LocalDate, cutoffMinutes: number | null = null): boolean {
  const date = localDateOf(at);
  if (date !== due || cutoffMinutes === null) return date <= due;
  return localMinutesOf(at) <= cutoffMinutes;
}
