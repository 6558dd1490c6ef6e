import { withoutEmulationPrevention } from "./annex-b.ts";
import { BitReader } from "./bit-reader.ts";
import { concatBytes, u16, u8 } from "./box-writer.ts";
import type { H265Sps } from "./h265-sps.ts";

const VPS = 32;
const COMPLETE = 0x80;

/**
 * HEVCDecoderConfigurationRecord, the payload of hvcC (ISO 14496-15, 8.3.3.1), for 4-byte NAL lengths and
 * parameter sets that are only here (hvc1). Average frame rate is left unknown: the VUI cannot be trusted for it.
 */
export function writeHevcConfig(parsed: H265Sps, vps: Uint8Array, sps: Uint8Array, pps: readonly Uint8Array[]): Uint8Array {
  const segmentation = Math.min(parsed.minSpatialSegmentation, 0xfff);
  const parallelism = segmentation === 0 ? 0 : parallelismType(pps[0] ?? u8());
  const layers = (parsed.temporalLayers << 3) | (Number(parsed.temporalIdNesting) << 2) | 3;
  const arrays = [[vps], [sps], pps];
  return concatBytes([
    u8(1),
    parsed.general,
    u16(0xf000 | segmentation),
    u8(0xfc | parallelism, 0xfc | parsed.chromaFormat, 0xf8 | (parsed.bitDepthLuma - 8), 0xf8 | (parsed.bitDepthChroma - 8)),
    u16(0),
    u8(layers, arrays.length),
    ...arrays.flatMap((sets, index) => [
      u8(COMPLETE | (VPS + index)),
      u16(sets.length),
      ...sets.flatMap((set) => [u16(set.byteLength), set]),
    ]),
  ]);
}

/** 1 slices, 2 tiles, 3 wavefront, 0 mixed or unknown. From the two flags of the PPS (H.265 7.3.2.3.1). */
function parallelismType(pps: Uint8Array): number {
  try {
    const bits = new BitReader(withoutEmulationPrevention(pps).subarray(2));
    bits.unsignedGolomb();
    bits.unsignedGolomb();
    bits.skip(7);
    bits.unsignedGolomb();
    bits.unsignedGolomb();
    bits.signedGolomb();
    bits.skip(2);
    if (bits.flag()) bits.unsignedGolomb();
    bits.signedGolomb();
    bits.signedGolomb();
    bits.skip(4);
    const tiles = bits.flag();
    const wavefront = bits.flag();
    if (tiles) return wavefront ? 0 : 2;
    return wavefront ? 3 : 1;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 0;
  }
}
