import { expect, test } from "vitest";
import { fired } from "../../test-check.ts";
import { facts, type FactLine } from "../../test-facts.ts";
import { differenceInterval, wilsonInterval } from "./rate-difference.ts";

const AREA = "210200";
const compiled = (when: string, orgId: string, passed: number, candidates: number, batchId = `${orgId}-${when}`): FactLine => [when, "result.compiled", { orgId, batchId, areaCode: AREA, occupation: "焊工", candidates, passed }];
const asked = (...lines: FactLine[]) => fired("SCO-07", facts(...lines), { dossier: `area:${AREA}` });

/** A year in which other evaluators pass 62 % of 200 and this one 60 % of 120. */
const year = [
  ...["2025-03-03", "2025-05-06", "2025-07-01", "2025-09-01"].map((day) => compiled(day, "dl-other", 31, 50)),
  ...["2025-04-01", "2025-06-02", "2025-10-09"].map((day) => compiled(day, "dl-yard", 24, 40)),
];

test("SCO-07 a batch that nearly all passed, far from the evaluator's and the city's history, is a suspicion about that evaluator", () => {
  const found = asked(...year, compiled("2026-03-02 15:00", "dl-yard", 40, 40, "b-9"));
  expect(found).toMatchObject([{ book: "liaoning", severity: "suspicion", subject: "batch:b-9", since: "2026-03-02 15:00", values: { orgId: "dl-yard", rate: 100, ownRate: 60, ownOf: 120, cityRate: 62, cityOf: 200 } }]);
  expect(asked(...year, compiled("2026-03-02", "dl-yard", 2, 40))).toHaveLength(1);
});

test("SCO-07 a new evaluator has no history of its own, so that the city's alone is asked", () => {
  expect(asked(...year, compiled("2026-03-02", "dl-new", 40, 40))).toMatchObject([{ values: { orgId: "dl-new", ownRate: null } }]);
});

test("SCO-07 guard: small batches, short histories and differences that chance makes are passed over", () => {
  expect(asked(...year, compiled("2026-03-02", "dl-yard", 19, 19))).toEqual([]);
  expect(asked(...year.slice(0, 1), compiled("2026-03-02", "dl-yard", 40, 40))).toEqual([]);
  expect(asked(...year, compiled("2026-03-02", "dl-yard", 31, 40))).toEqual([]);
  expect(asked(...year, compiled("2026-03-02", "dl-yard", 20, 24))).toEqual([]);
});

test("SCO-07 guard: an evaluator whose people always pass is near to its own history", () => {
  const strong = ["2025-04-02", "2025-06-03", "2025-10-10"].map((day) => compiled(day, "dl-strong", 39, 40));
  expect(asked(...year, ...strong, compiled("2026-03-02", "dl-strong", 40, 40, "b-10")).map(({ subject }) => subject)).not.toContain("batch:b-10");
});

test("SCO-07 guard: results of years ago and of other occupations are no history", () => {
  expect(asked(compiled("2021-04-01", "dl-other", 310, 500), compiled("2026-03-02", "dl-yard", 40, 40))).toEqual([]);
  expect(asked(compiled("2024-10-08", "dl-other", 310, 500), compiled("2026-03-02", "dl-yard", 40, 40))).toHaveLength(1);
  const other: FactLine = ["2026-03-02", "result.compiled", { orgId: "dl-yard", batchId: "b-e", areaCode: AREA, occupation: "电工", candidates: 40, passed: 40 }];
  expect(asked(...year, other)).toEqual([]);
});

test("the interval of the difference of two shares is that of the published examples", () => {
  const round = ({ lower, upper }: { lower: number; upper: number }) => [lower.toFixed(4), upper.toFixed(4)];
  expect(round(differenceInterval({ count: 56, of: 70 }, { count: 48, of: 80 }, 1.959964))).toEqual(["0.0524", "0.3339"]);
  expect(round(differenceInterval({ count: 10, of: 10 }, { count: 0, of: 20 }, 1.959964))).toEqual(["0.6791", "1.0000"]);
  expect(round(wilsonInterval({ count: 81, of: 263 }, 1.959964))).toEqual(["0.2553", "0.3662"]);
});
