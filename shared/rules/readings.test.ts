import { expect, test } from "vitest";
import { RULEBOOKS } from "./load-rulebooks.ts";
import READINGS from "./readings.json" with { type: "json" };

test("every reading and conflict that a rule names is written down: what it is about, what may be read, what is used", () => {
  const known: Readonly<Record<string, { subject: string; readings: string; used: string }>> = READINGS;
  const named = new Set(RULEBOOKS.flatMap(({ deadlines, checks }) => [...deadlines, ...checks].flatMap(({ readings }) => readings)));
  expect(named.size).toBeGreaterThan(50);
  expect([...named].filter((id) => !known[id]?.subject || !known[id].readings || !known[id].used)).toEqual([]);
});
