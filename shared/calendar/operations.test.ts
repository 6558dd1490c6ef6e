import { expect, test } from "vitest";
import cases from "../rules/worked-cases.json" with { type: "json" };
import { answerOperation, CalendarOperation } from "./operations.ts";
import { SHIPPED_SCHEDULES, shippedCalendar } from "./shipped-calendar.ts";
import { addDays, yearOf } from "./local-date.ts";
import { WorkCalendar } from "./work-calendar.ts";

interface Calculation {
  op: string;
  expect?: unknown;
  pct?: number;
  lastDay?: string;
  destroyableFrom?: string;
}

const calculations = cases.flatMap(({ id, title, calc }) =>
  (calc as Calculation[]).map((calculation, index) => ({ name: `${id}.${index + 1} ${title}`, calculation })),
);

test.each(calculations)("worked case $name is counted as written", ({ calculation }) => {
  const { answer } = answerOperation(CalendarOperation.parse(calculation), shippedCalendar);
  const expected =
    calculation.lastDay === undefined
      ? (calculation.expect ?? calculation.pct)
      : { lastDay: calculation.lastDay, destroyableFrom: calculation.destroyableFrom };
  expect(answer).toEqual(expected);
});

test("a window in a year without a schedule is provisional, one inside loaded years is not", () => {
  const ask = (date: string) => answerOperation(CalendarOperation.parse({ op: "before", date, n: 15 }), shippedCalendar);
  expect(ask("2027-03-29")).toMatchObject({ answer: "2027-03-08", provisional: true });
  expect(ask("2027-01-05").provisional).toBe(true);
  expect(ask("2026-03-16").provisional).toBe(false);
});

test("自当日起 counts the trigger day, or the next working day when it is none", () => {
  const ask = (date: string, n: number) => answerOperation(CalendarOperation.parse({ op: "from", date, n }), shippedCalendar).answer;
  expect(ask("2026-03-16", 1)).toBe("2026-03-16");
  expect(ask("2026-03-14", 1)).toBe("2026-03-16");
  expect(ask("2026-02-14", 2)).toBe("2026-02-24");
});

test("the days counted are listed, so that a person can follow the count", () => {
  const { days } = answerOperation(CalendarOperation.parse({ op: "after", date: "2026-02-13", n: 5 }), shippedCalendar);
  expect(days).toEqual(["2026-02-14", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"]);
});

test("a paper counter's closing time ends the last day early, and only the last day", () => {
  const ask = (at: string) => answerOperation(CalendarOperation.parse({ op: "onTime", at, due: "2026-09-17", cutoff: "17:30" }), shippedCalendar).answer;
  expect(ask("2026-09-17T17:30:00+08:00")).toBe(true);
  expect(ask("2026-09-17T17:30:01+08:00")).toBe(false);
  expect(ask("2026-09-16T23:00:00+08:00")).toBe(true);
});

test.each(SHIPPED_SCHEDULES)("the schedule of $year has as many working days as its notice implies", (schedule) => {
  const calendar = new WorkCalendar([schedule]);
  let workdays = 0;
  for (let date = `${schedule.year}-01-01`; yearOf(date) === schedule.year; date = addDays(date, 1)) {
    if (calendar.isWorkday(date)) workdays += 1;
  }
  expect(workdays).toBe(schedule.workdayCount);
});

test("a day that an authority corrected wins over the schedule", () => {
  const corrected = new WorkCalendar(SHIPPED_SCHEDULES, [{ date: "2026-03-13", workday: false, source: "typhoon" }]);
  const { answer } = answerOperation(CalendarOperation.parse({ op: "before", date: "2026-03-16", n: 1 }), corrected);
  expect(answer).toBe("2026-03-12");
});
