import { expect, test } from "vitest";
import { explainDays } from "./explain-days.ts";

test("counted days are drawn among those that were skipped: weekends, holidays on weekdays and make-up days that count", () => {
  // National Day 2026: 1–7 October off, 10 October (a Saturday) worked.
  const counted = ["2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"];
  const days = explainDays(counted, "2026-09-28", "2026-10-10");
  expect(days.map(({ kind }) => kind)).toEqual(["trigger", "counted", "counted", "holiday", "holiday", "weekend", "weekend", "holiday", "holiday", "holiday", "counted", "counted", "makeup"]);
  expect(days.at(-1)).toEqual({ date: "2026-10-10", kind: "makeup", number: 5, due: true });
});

test("days before a start are drawn in the calendar's order though counted backwards", () => {
  const days = explainDays(["2026-03-13", "2026-03-12", "2026-03-11"], "2026-03-16", "2026-03-11");
  expect(days.map(({ date, number }) => `${date.slice(8)} ${number ?? "-"}`)).toEqual(["11 3", "12 2", "13 1", "14 -", "15 -", "16 -"]);
  expect(days[0]?.due).toBe(true);
});

test("a period that was not counted day by day draws no days", () => {
  expect(explainDays([], "2024-05-01", "2027-05-01")).toEqual([]);
});
