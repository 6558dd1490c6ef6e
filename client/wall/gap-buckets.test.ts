import { expect, test } from "vitest";
import type { GapsAnswer } from "../../shared/protocol/completeness.ts";
import { bucketGaps } from "./gap-buckets.ts";

const gap = (startUs: number, endUs: number) => ({ cameraId: "c1", startUs, endUs, cause: "network", detail: null, open: false }) as unknown as GapsAnswer["gaps"][number];

test("a gap is divided among the slices it touches and nothing outside the window counts", () => {
  const buckets = bucketGaps([gap(-5e6, 3e6), gap(8e6, 22e6), gap(29e6, 90e6)], 0, 30e6, 10e6);
  expect(buckets.map((bucket) => bucket.seconds)).toEqual([5, 10, 3]);
  expect(buckets.reduce((sum, bucket) => sum + bucket.seconds, 0)).toBe(18);
});
