import { expect, test } from "vitest";
import { archiveGaps, splitParts, type PartSegment } from "./footage-parts.ts";

const SECOND = 1_000_000;
const segment = (startS: number, endS: number, facts: Partial<PartSegment> = {}): PartSegment => ({ streamId: 1, startUs: startS * SECOND, endUs: endS * SECOND, initSha256: Buffer.alloc(32, 1), ...facts });
const shape = (parts: PartSegment[][]) => parts.map((part) => part.map(({ startUs }) => (startUs ?? 0) / SECOND));

test("segments of one camera setting are one part, with or without a gap between them", () => {
  expect(shape(splitParts([segment(0, 60), segment(60, 120), segment(300, 360)]))).toEqual([[0, 60, 300]]);
});

test("other parameters, another epoch and time that goes back each begin a new part", () => {
  const changed = { initSha256: Buffer.alloc(32, 2) };
  expect(shape(splitParts([segment(0, 60), segment(60, 120, changed)]))).toEqual([[0], [60]]);
  expect(shape(splitParts([segment(0, 60), segment(60, 120, { streamId: 2 })]))).toEqual([[0], [60]]);
  expect(shape(splitParts([segment(0, 60), segment(50, 120)]))).toEqual([[0], [50]]);
});

test("a segment without an init cannot be played and is in no part", () => {
  expect(splitParts([segment(0, 60, { initSha256: null })])).toEqual([]);
});

test("what is missing is told apart from what is only not archived yet", () => {
  const range = { startUs: 0, endUs: 100 * SECOND };
  const stored = [{ startUs: 10 * SECOND, endUs: 90 * SECOND }];
  const archived = [{ startUs: 10 * SECOND, endUs: 40 * SECOND }, { startUs: 40 * SECOND + 12, endUs: 70 * SECOND }];
  expect(archiveGaps(range, stored, archived)).toEqual([
    { startUs: 0, endUs: 10 * SECOND, reason: "not-stored" },
    { startUs: 70 * SECOND, endUs: 90 * SECOND, reason: "not-archived-yet" },
    { startUs: 90 * SECOND, endUs: 100 * SECOND, reason: "not-stored" },
  ]);
});
