import { expect, test } from "vitest";
import { judgeCounters } from "./judge-counters.ts";

const momentOf = (counter: number) => counter * 100_000;

test("counters that miss nothing are all stored and nothing is left to explain", () => {
  expect(judgeCounters([5, 6, 7], [], momentOf, 0)).toEqual({ stored: 3, unreadable: 0, repeated: 0, explained: 0, unexplained: 0 });
});

test("a missing counter is explained only by a gap that covers its moment", () => {
  const verdict = judgeCounters([1, 4, 8], [{ startUs: 200_000, endUs: 300_000 }], momentOf, 0);
  expect(verdict).toMatchObject({ stored: 3, explained: 2, unexplained: 3 });
});

test("a counter that comes again is reported as repeated, not as stored", () => {
  expect(judgeCounters([1, 2, 2, 1, 3], [], momentOf, 0)).toMatchObject({ stored: 3, repeated: 2, unexplained: 0 });
});
