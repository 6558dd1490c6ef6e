import { expect, test } from "vitest";
import type { FindingRow } from "../../shared/protocol/filings/findings.ts";
import { oncePerThing } from "./finding-view.ts";

const found = (key: string, source: string) => ({ key, rule: { sources: [source] } }) as unknown as FindingRow;

test("what two rulebooks find of one session is told once under both sources, another session and another time stay apart", () => {
  const told = oncePerThing([found("xiamen/EXM-07/org:a/session:s-1", "XM-101"), found("xiamen/EXM-07/org:a/session:s-2", "XM-101"), found("fujian/EXM-07/org:a/session:s-1", "FJ-043"), found("xiamen/EXM-07/org:a/session:s-1@2026", "XM-101")]);
  expect(told.map(({ key, rule, alsoUnder = [] }) => [key, [rule, ...alsoUnder].flatMap(({ sources }) => sources)])).toEqual([
    ["xiamen/EXM-07/org:a/session:s-1", ["XM-101", "FJ-043"]],
    ["xiamen/EXM-07/org:a/session:s-2", ["XM-101"]],
    ["xiamen/EXM-07/org:a/session:s-1@2026", ["XM-101"]],
  ]);
});
