import { expect, test } from "vitest";
import { dayGaps } from "./day-gaps.ts";

test("days without a value are runs of their own, never drawn as zero", () => {
  const days = [1, null, null, 0, null].map((main, index) => ({ date: `2026-11-0${index + 1}`, main }));
  expect(dayGaps(days)).toEqual([
    { from: "2026-11-02", to: "2026-11-03" },
    { from: "2026-11-05", to: "2026-11-05" },
  ]);
});
