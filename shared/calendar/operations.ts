import { z } from "zod";
import { addDays, daysBetween, instantMs, localDate, localDateOf, startOfDay, yearOf, type LocalDate } from "./local-date.ts";
import {
  isOnTime,
  workdaysAfter,
  workdaysBefore,
  workdaysBetween,
  workdaysFrom,
  yearsAfter,
  type CountedDate,
} from "./count-days.ts";
import type { WorkCalendar } from "./work-calendar.ts";

/**
 * The calendar's questions as data, so that a case written down by anybody can
 * be tried: one object, or an array of them. Unknown fields (`expect`, notes)
 * are passed over; a missing or wrong one is an error that names it.
 */
const check = <T>(read: (text: string) => T) =>
  z.string().transform((text, context) => {
    try {
      read(text);
      return text;
    } catch (error) {
      context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });
const DateField = check(localDate);
const InstantField = check(instantMs);
const Count = z.number().int().min(0).max(5000);
const Minutes = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "17:30"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5)));

/**
 * Which schedules count as loaded: `full` (or nothing) all that are shipped; `2027-open`, `2026-open` …
 * all but that year, as before its notice came out.
 */
const Calendar = z
  .string()
  .regex(/^(full|\d{4}-open)$/, 'expected "full", or "2027-open" for a year whose schedule is not loaded')
  .default("full");

export const CalendarOperation = z.discriminatedUnion("op", [
  z.object({ op: z.literal("before"), date: DateField, n: Count, cal: Calendar }),
  z.object({ op: z.literal("after"), date: DateField, n: Count, cal: Calendar }),
  z.object({ op: z.literal("from"), date: DateField, n: Count, cal: Calendar }),
  z.object({ op: z.literal("between"), from: DateField, to: DateField, cal: Calendar }),
  z.object({ op: z.literal("isWorkday"), date: DateField, cal: Calendar }),
  z.object({ op: z.literal("addDays"), date: DateField, n: z.number().int().min(-40_000).max(40_000) }),
  z.object({ op: z.literal("addYears"), date: DateField, n: z.number().int().min(-100).max(100) }),
  z.object({ op: z.literal("daysBetween"), from: DateField, to: DateField }),
  z.object({ op: z.literal("onTime"), at: InstantField, due: DateField, cutoff: Minutes.optional() }),
  z.object({ op: z.literal("localDate"), at: InstantField }),
  z.object({ op: z.literal("startOfDay"), date: DateField }),
  z.object({ op: z.literal("ratio"), num: z.number(), den: z.number().positive("expected a base above 0") }),
]);
export type CalendarOperation = z.infer<typeof CalendarOperation>;

export interface CalendarAnswer {
  answer: string | number | boolean | { lastDay: LocalDate; destroyableFrom: LocalDate };
  /** The working days counted, in order; the last one is the answer. */
  days: readonly LocalDate[];
  provisional: boolean;
}

/** Answers one question. Pure: the same whatever the process's zone or the day it is asked. */
export function answerOperation(operation: CalendarOperation, shipped: WorkCalendar): CalendarAnswer {
  switch (operation.op) {
    case "before":
      return counted(workdaysBefore(calendarOf(operation.cal, shipped), operation.date, operation.n));
    case "after":
      return counted(workdaysAfter(calendarOf(operation.cal, shipped), operation.date, operation.n));
    case "from":
      return counted(workdaysFrom(calendarOf(operation.cal, shipped), operation.date, operation.n));
    case "between": {
      const range = workdaysBetween(calendarOf(operation.cal, shipped), operation.from, operation.to);
      return { answer: range.count, days: range.days, provisional: range.provisional };
    }
    case "isWorkday": {
      const calendar = calendarOf(operation.cal, shipped);
      return {
        answer: calendar.isWorkday(operation.date),
        days: [],
        provisional: !calendar.isLoaded(yearOf(operation.date)),
      };
    }
    default:
      return { answer: plainAnswer(operation), days: [], provisional: false };
  }
}

type PlainOperation = Exclude<CalendarOperation, { op: "before" | "after" | "from" | "between" | "isWorkday" }>;

/** Questions that working days do not enter into, so that no year needs to be loaded. */
function plainAnswer(operation: PlainOperation): CalendarAnswer["answer"] {
  switch (operation.op) {
    case "addDays":
      return addDays(operation.date, operation.n);
    case "addYears":
      return yearsAfter(operation.date, operation.n);
    case "daysBetween":
      return daysBetween(operation.from, operation.to);
    case "onTime":
      return isOnTime(operation.at, operation.due, operation.cutoff ?? null);
    case "localDate":
      return localDateOf(operation.at);
    case "startOfDay":
      return startOfDay(operation.date);
    case "ratio":
      return Math.round((operation.num / operation.den) * 1000) / 10;
  }
}

function calendarOf(name: string, shipped: WorkCalendar): WorkCalendar {
  return name === "full" ? shipped : shipped.withoutYears([Number(name.slice(0, 4))]);
}

function counted({ date, days, provisional }: CountedDate): CalendarAnswer {
  return { answer: date, days, provisional };
}
