import { expect, test } from "vitest";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { shippedCalendar } from "../../shared/calendar/shipped-calendar.ts";
import { answerCalendarText } from "./answer-calendar-text.ts";

const ask = (text: string) => answerCalendarText(text, shippedCalendar, "EXAMPLE");

test("an array is answered in order, and a wrong operation does not spoil its neighbours", () => {
  const { ok, line } = ask('[{"op":"addDays","date":"2026-09-30","n":15},{"op":"before","date":"2026-02-30","n":1},{"op":"localDate","at":"2026-09-17T16:00:30Z"}]');
  const answers = JSON.parse(line) as Record<string, unknown>[];
  expect(ok).toBe(false);
  expect(answers[0]).toEqual({ answer: "2026-10-15", days: [], provisional: false });
  expect(answers[1]?.["error"]).toContain("2026-02-30");
  expect(answers[2]).toMatchObject({ answer: "2026-09-18" });
});

test.each([
  ["", "EXAMPLE"],
  ["{", "expected one operation"],
  ['{"op":"befor","date":"2026-01-05","n":1}', "befor"],
  ['{"op":"before","date":"2026-01-05"}', "n"],
  ['{"op":"onTime","at":"2026-09-17 23:59","due":"2026-09-17"}', "with its zone"],
])("bad calendar input %j is answered with what was expected and what came", (text, sentence) => {
  const { ok, line } = ask(text);
  expect(ok).toBe(false);
  expect(line).toContain(sentence);
});

test.each(["UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"])("the calendar command gives the same answers in a process whose zone is %s", (zone) => {
  const output = execFileSync(
    process.execPath,
    [
      fileURLToPath(new URL("main.ts", import.meta.url)),
      '[{"op":"before","date":"2026-03-16","n":15},{"op":"onTime","at":"2026-09-17T16:00:30Z","due":"2026-09-17"},{"op":"addYears","date":"2024-02-29","n":2}]',
    ],
    { env: { ...process.env, TZ: zone }, encoding: "utf8" },
  );
  expect(JSON.parse(output)).toMatchObject([
    { answer: "2026-02-24" },
    { answer: false },
    { answer: { lastDay: "2026-02-28", destroyableFrom: "2026-03-01" } },
  ]);
});
