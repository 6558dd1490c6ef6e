import type { BitReader } from "./bit-reader.ts";

const EXTENDED = 255;
/** aspect_ratio_idc 1–16, the same table in H.264 E-1 and H.265 E.1. */
const RATIOS: readonly (readonly [number, number])[] = [
  [1, 1], [12, 11], [10, 11], [16, 11], [40, 33], [24, 11], [20, 11], [32, 11],
  [80, 33], [18, 11], [15, 11], [64, 33], [160, 99], [4, 3], [3, 2], [2, 1],
];

/** Reads aspect_ratio_idc and what follows; null for "unspecified" and reserved values. */
export function readSampleAspectRatio(bits: BitReader): [number, number] | null {
  const idc = bits.bits(8);
  const ratio = idc === EXTENDED ? ([bits.bits(16), bits.bits(16)] as const) : RATIOS[idc - 1];
  if (ratio === undefined || ratio[0] === 0 || ratio[1] === 0) return null;
  return [ratio[0], ratio[1]];
}
