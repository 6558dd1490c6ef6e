import { expect, test } from "vitest";
import { judge } from "./bench.ts";

test("a bench holds when every figure meets its goal, and a figure without a goal decides nothing", () => {
  const judged = judge({ ratio: 0.3, cameras: 400, extra: 9 }, { ratio: "<= 0.35", cameras: ">= 400" });
  expect(judged.map(({ figure, held }) => [figure, held])).toEqual([["ratio", true], ["cameras", true], ["extra", null]]);
});

test("a figure of a bench that could not be measured is not held", () => {
  expect(judge({ ratio: null }, { ratio: "<= 1", other: "> 0" }).map(({ held }) => held)).toEqual([false, false]);
});
