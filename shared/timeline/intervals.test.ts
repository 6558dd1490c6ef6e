import fc from "fast-check";
import { expect, test } from "vitest";
import { intersect, subtract, total, union, type Interval } from "./intervals.ts";

const intervals = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 })).map(([startUs, lengthUs]): Interval => ({ startUs, endUs: startUs + lengthUs })),
  { maxLength: 12 },
);

/** The set of whole microseconds, which is what intervals mean. */
function points(list: readonly Interval[]): number[] {
  const all = new Set<number>();
  for (const { startUs, endUs } of list) for (let at = startUs; at < endUs; at += 1) all.add(at);
  return [...all].sort((a, b) => a - b);
}

test("union, subtract and intersect mean what they mean for sets of microseconds", () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      const inB = new Set(points(b));
      expect(points(union(a))).toEqual(points(a));
      expect(points(subtract(a, b))).toEqual(points(a).filter((at) => !inB.has(at)));
      expect(points(intersect(a, b))).toEqual(points(a).filter((at) => inB.has(at)));
      expect(total(a)).toBe(points(a).length);
    }),
  );
});

test("results are sorted, without overlap, touch or empty intervals", () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      for (const result of [union(a), intersect(a, b), subtract(a, b)]) {
        for (const [index, each] of result.entries()) {
          expect(each.endUs).toBeGreaterThan(each.startUs);
          expect(each.startUs).toBeGreaterThanOrEqual(result[index - 1]?.endUs ?? 0);
        }
      }
    }),
  );
});
