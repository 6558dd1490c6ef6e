import fc from "fast-check";
import { expect, test } from "vitest";
import { GAP_CAUSES } from "../domain/gap-cause.ts";
import { classifyGaps, type CameraFacts } from "./classify-gaps.ts";
import { subtract, total, union } from "./intervals.ts";

const interval = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 200 })).map(([startUs, lengthUs]) => ({ startUs, endUs: startUs + lengthUs }));
const list = fc.array(interval, { maxLength: 8 });
const facts: fc.Arbitrary<CameraFacts> = fc.record({
  expected: list,
  stored: list,
  declared: fc.array(fc.tuple(interval, fc.constantFrom(...GAP_CAUSES)).map(([each, cause]) => ({ ...each, cause, detail: null })), { maxLength: 5 }),
  disconnected: list,
  epochOriginsUs: fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 3 }),
  newestUs: fc.option(fc.integer({ min: 0, max: 1200 })),
  now: fc.option(fc.record({ state: fc.constantFrom("streaming", "camera-offline", "camera-refused"), detail: fc.constant(null) })),
});

test("for any facts, expected seconds are stored plus gaps to the microsecond", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { stored, gaps } = classifyGaps(given);
      const gapUs = gaps.reduce((sumUs, gap) => sumUs + gap.endUs - gap.startUs, 0);
      expect(total(stored) + gapUs).toBe(total(given.expected));
      expect(union([...stored, ...gaps])).toEqual(union(given.expected));
    }),
  );
});

test("for any facts, no moment has two causes or is both stored and missing", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { stored, gaps } = classifyGaps(given);
      for (const [index, gap] of gaps.entries()) {
        expect(gap.startUs).toBeGreaterThanOrEqual(gaps[index - 1]?.endUs ?? 0);
        expect(subtract([gap], stored)).toEqual([{ startUs: gap.startUs, endUs: gap.endUs }]);
      }
    }),
  );
});

const whole = { startUs: 0, endUs: 100 };
const nothing: CameraFacts = { expected: [whole], stored: [], declared: [], disconnected: [], epochOriginsUs: [], newestUs: null, now: null };
const causes = (given: Partial<CameraFacts>) => classifyGaps({ ...nothing, ...given }).gaps.map(({ startUs, endUs, cause }) => [startUs, endUs, cause]);

test("a stream that no worker ever opened was never connected", () => {
  expect(causes({})).toEqual([[0, 100, "never-connected"]]);
});

test("what is newer than the newest record has not yet arrived", () => {
  expect(causes({ epochOriginsUs: [0], stored: [{ startUs: 0, endUs: 60 }], newestUs: 60 })).toEqual([[60, 100, "not-yet-arrived"]]);
});

test("a connected capture that says the camera is away gives the open gap its cause", () => {
  const now = { state: "camera-offline", detail: "no answer from the camera" };
  expect(causes({ epochOriginsUs: [0], stored: [{ startUs: 0, endUs: 60 }], newestUs: 60, now })).toEqual([[60, 100, "camera-offline"]]);
});

test("a declared cause wins over what the centre would conclude", () => {
  const declared = [{ startUs: 20, endUs: 40, cause: "camera-refused" as const, detail: null }];
  expect(causes({ epochOriginsUs: [0], stored: [{ startUs: 0, endUs: 20 }, { startUs: 50, endUs: 100 }], declared, newestUs: 100 })).toEqual([
    [20, 40, "camera-refused"],
    [40, 50, "network"],
  ]);
});

test("seconds between two spools of a capture worker are its own", () => {
  expect(causes({ epochOriginsUs: [0, 70], stored: [{ startUs: 0, endUs: 30 }, { startUs: 70, endUs: 100 }], newestUs: 100 })).toEqual([[30, 70, "capture-stopped"]]);
});

test("a gap that heals by backfill is gone", () => {
  expect(causes({ epochOriginsUs: [0], stored: [whole], newestUs: 100 })).toEqual([]);
});
