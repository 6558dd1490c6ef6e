import type { BitReader } from "./bit-reader.ts";
import { MediaFormatError } from "./media-format-error.ts";

const MAX_SETS = 64;
const MAX_PICTURES = 16;

/** Passes over the short-term reference picture sets of an SPS (H.265 7.3.7): the way to the VUI leads through them. */
export function skipShortTermReferenceSets(bits: BitReader): void {
  const sets = bits.unsignedGolomb();
  if (sets > MAX_SETS) throw new MediaFormatError(`expected at most ${MAX_SETS} short-term reference picture sets, got ${sets}: the SPS is damaged`);
  let previous = 0;
  for (let index = 0; index < sets; index += 1) {
    const predicted = index > 0 && bits.flag();
    previous = predicted ? predictedSet(bits, previous) : explicitSet(bits);
  }
}

/** Number of pictures in a set that is written out. */
function explicitSet(bits: BitReader): number {
  const negative = bits.unsignedGolomb();
  const positive = bits.unsignedGolomb();
  checkCount(negative + positive);
  for (let index = 0; index < negative + positive; index += 1) {
    bits.unsignedGolomb();
    bits.skip(1);
  }
  return negative + positive;
}

/** Number of pictures in a set derived from the one before it, which has `previous` (H.265 7.4.8, 7-61 and 7-62). */
function predictedSet(bits: BitReader, previous: number): number {
  bits.skip(1);
  bits.unsignedGolomb();
  let count = 0;
  for (let index = 0; index <= previous; index += 1) {
    const used = bits.flag();
    const kept = used || bits.flag();
    if (kept) count += 1;
  }
  checkCount(count);
  return count;
}

function checkCount(count: number): void {
  if (count > MAX_PICTURES) throw new MediaFormatError(`expected at most ${MAX_PICTURES} pictures in a reference picture set, got ${count}: the SPS is damaged`);
}

/** scaling_list_data (H.265 7.3.4). */
export function skipScalingListData(bits: BitReader): void {
  for (let sizeId = 0; sizeId < 4; sizeId += 1) {
    for (let matrix = 0; matrix < 6; matrix += sizeId === 3 ? 3 : 1) {
      if (!bits.flag()) {
        bits.unsignedGolomb();
        continue;
      }
      if (sizeId > 1) bits.signedGolomb();
      const coefficients = Math.min(64, 16 << (2 * sizeId));
      for (let index = 0; index < coefficients; index += 1) bits.signedGolomb();
    }
  }
}
