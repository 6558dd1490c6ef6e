import { withoutEmulationPrevention } from "./annex-b.ts";
import { BitReader } from "./bit-reader.ts";
import { skipScalingListData, skipShortTermReferenceSets } from "./h265-reference-sets.ts";
import { readH265Vui, UNKNOWN_H265_VUI, type H265Vui } from "./h265-vui.ts";
import { MediaFormatError, readingBytes } from "./media-format-error.ts";

/** What a recorder needs of an H.265 sequence parameter set (7.3.2.2.1). Sizes in pixels. */
export interface H265Sps extends H265Vui {
  /** The 12 bytes of general profile, tier and level, as hvcC repeats them. */
  general: Uint8Array;
  temporalLayers: number;
  temporalIdNesting: boolean;
  chromaFormat: number;
  bitDepthLuma: number;
  bitDepthChroma: number;
  codedWidth: number;
  codedHeight: number;
  width: number;
  height: number;
  /** Of the highest temporal layer. */
  maxReorderFrames: number | null;
}

const NAL_HEADER_BYTES = 2;
const MAX_SIDE = 16384;

/**
 * Reads an SPS NAL unit with its two header bytes. What lies behind the size is read as far as the bytes go;
 * cut off or unknown fields there leave their value at null.
 * @throws MediaFormatError if the size cannot be known, or the reference picture sets are impossible.
 */
export function readH265Sps(nal: Uint8Array): H265Sps {
  return readingBytes("H.265 sequence parameter set", () => {
    const rbsp = withoutEmulationPrevention(nal).subarray(NAL_HEADER_BYTES);
    const bits = new BitReader(rbsp);
    bits.skip(4);
    const maxSubLayersMinus1 = bits.bits(3);
    const temporalIdNesting = bits.flag();
    const general = rbsp.subarray(1, 13);
    bits.skip(96);
    skipSubLayers(bits, maxSubLayersMinus1);
    bits.unsignedGolomb();
    const sps: H265Sps = {
      general,
      temporalLayers: maxSubLayersMinus1 + 1,
      temporalIdNesting,
      ...readPicture(bits),
      ...UNKNOWN_H265_VUI,
      maxReorderFrames: null,
    };
    try {
      readRest(bits, sps, maxSubLayersMinus1);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    return sps;
  });
}

function skipSubLayers(bits: BitReader, maxSubLayersMinus1: number): void {
  if (maxSubLayersMinus1 === 0) return;
  const present: { profile: boolean; level: boolean }[] = [];
  for (let layer = 0; layer < maxSubLayersMinus1; layer += 1) present.push({ profile: bits.flag(), level: bits.flag() });
  bits.skip((8 - maxSubLayersMinus1) * 2);
  for (const layer of present) bits.skip((layer.profile ? 88 : 0) + (layer.level ? 8 : 0));
}

type Picture = Pick<H265Sps, "chromaFormat" | "codedWidth" | "codedHeight" | "width" | "height" | "bitDepthLuma" | "bitDepthChroma">;

function readPicture(bits: BitReader): Picture {
  const chromaFormat = bits.unsignedGolomb();
  if (chromaFormat > 3) throw new MediaFormatError(`expected a chroma format of 0–3 in the SPS, got ${chromaFormat}`);
  if (chromaFormat === 3) bits.skip(1);
  const codedWidth = bits.unsignedGolomb();
  const codedHeight = bits.unsignedGolomb();
  if (codedWidth < 1 || codedHeight < 1 || codedWidth > MAX_SIDE || codedHeight > MAX_SIDE) {
    throw new MediaFormatError(`expected a picture of 1 to ${MAX_SIDE} pixels a side, got ${codedWidth} × ${codedHeight}: the SPS is damaged`);
  }
  let [width, height] = [codedWidth, codedHeight];
  if (bits.flag()) {
    const [left, right, top, bottom] = [bits.unsignedGolomb(), bits.unsignedGolomb(), bits.unsignedGolomb(), bits.unsignedGolomb()];
    width -= (left + right) * (chromaFormat === 1 || chromaFormat === 2 ? 2 : 1);
    height -= (top + bottom) * (chromaFormat === 1 ? 2 : 1);
  }
  if (width <= 0 || height <= 0) throw new MediaFormatError(`expected cropping inside ${codedWidth} × ${codedHeight}, got ${width} × ${height} left: the SPS is damaged`);
  return { chromaFormat, codedWidth, codedHeight, width, height, bitDepthLuma: bits.unsignedGolomb() + 8, bitDepthChroma: bits.unsignedGolomb() + 8 };
}

function readRest(bits: BitReader, sps: H265Sps, maxSubLayersMinus1: number): void {
  const pocBits = bits.unsignedGolomb() + 4;
  const allLayers = bits.flag();
  for (let layer = allLayers ? 0 : maxSubLayersMinus1; layer <= maxSubLayersMinus1; layer += 1) {
    bits.unsignedGolomb();
    sps.maxReorderFrames = bits.unsignedGolomb();
    bits.unsignedGolomb();
  }
  for (let index = 0; index < 6; index += 1) bits.unsignedGolomb();
  if (bits.flag() && bits.flag()) skipScalingListData(bits);
  bits.skip(2);
  if (bits.flag()) {
    bits.skip(8);
    bits.unsignedGolomb();
    bits.unsignedGolomb();
    bits.skip(1);
  }
  skipShortTermReferenceSets(bits);
  if (bits.flag()) {
    const longTerm = bits.unsignedGolomb();
    for (let index = 0; index < longTerm; index += 1) bits.skip(pocBits + 1);
  }
  bits.skip(2);
  if (bits.flag()) readH265Vui(bits, sps, maxSubLayersMinus1);
}
