import type { GapsAnswer } from "../../shared/protocol/completeness.ts";

export interface GapBucket {
  startUs: number;
  /** Camera-seconds missing within the bucket, over all cameras. */
  seconds: number;
}

/** Camera-seconds of gaps in equal slices of a window; a gap counts in every slice it touches, with the part that lies there. */
export function bucketGaps(gaps: GapsAnswer["gaps"], fromUs: number, toUs: number, sliceUs: number): GapBucket[] {
  const buckets = Array.from({ length: Math.ceil((toUs - fromUs) / sliceUs) }, (_, index) => ({ startUs: fromUs + index * sliceUs, seconds: 0 }));
  for (const gap of gaps) {
    const startUs = Math.max(gap.startUs, fromUs);
    const endUs = Math.min(gap.endUs, toUs);
    for (let index = Math.floor((startUs - fromUs) / sliceUs); index < buckets.length; index += 1) {
      const bucket = buckets[index];
      if (bucket === undefined || bucket.startUs >= endUs) break;
      const partUs = Math.min(endUs, bucket.startUs + sliceUs) - Math.max(startUs, bucket.startUs);
      bucket.seconds += Math.max(0, partUs) / 1e6;
    }
  }
  return buckets;
}
