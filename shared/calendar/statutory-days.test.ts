import { expect, test } from "vitest";
import { statutoryHolidays } from "./statutory-days.ts";

test("2027 has the thirteen days that the law fixes, with the new moon of 6 February on its own date", () => {
  expect([...statutoryHolidays(2027)].sort()).toEqual([
    "2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05", "2027-05-01", "2027-05-02",
    "2027-06-09", "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03",
  ]);
});

test("before 2025 neither New Year's Eve nor 2 May was a statutory day", () => {
  const days = statutoryHolidays(2024);
  expect(days.size).toBe(11);
  expect(days.has("2024-02-09") || days.has("2024-05-02")).toBe(false);
});
