import { withoutEmulationPrevention } from "./annex-b.ts";
import { BitReader } from "./bit-reader.ts";
import { MediaFormatError, readingBytes } from "./media-format-error.ts";
import { readH264Vui, UNKNOWN_VUI, type H264Vui } from "./h264-vui.ts";

/** What a recorder needs of an H.264 sequence parameter set (7.3.2.1.1). Sizes in pixels. */
export interface H264Sps extends H264Vui {
  profile: number;
  constraints: number;
  level: number;
  chromaFormat: number;
  bitDepthLuma: number;
  bitDepthChroma: number;
  codedWidth: number;
  codedHeight: number;
  /** After cropping: what is shown. */
  width: number;
  height: number;
  picOrderCntType: number;
}

const WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const MAX_MACROBLOCKS_ACROSS = 1024;

/**
 * Reads an SPS NAL unit with its header byte. Bytes after its end, and a VUI that cannot be read, are tolerated.
 * @throws MediaFormatError if the size cannot be known.
 */
export function readH264Sps(nal: Uint8Array): H264Sps {
  return readingBytes("H.264 sequence parameter set", () => {
    const rbsp = withoutEmulationPrevention(nal);
    const bits = new BitReader(rbsp);
    bits.skip(8);
    const [profile, constraints, level] = [bits.bits(8), bits.bits(8), bits.bits(8)];
    bits.unsignedGolomb();
    const chroma = readChroma(bits, profile);
    bits.unsignedGolomb();
    const picOrderCntType = readPicOrderCnt(bits);
    bits.unsignedGolomb();
    bits.skip(1);
    const size = readSize(bits, chroma.chromaFormat);
    return { profile, constraints, level, ...chroma, picOrderCntType, ...size, ...readVuiLeniently(bits) };
  });
}

function readChroma(bits: BitReader, profile: number): Pick<H264Sps, "chromaFormat" | "bitDepthLuma" | "bitDepthChroma"> {
  if (!WITH_CHROMA.has(profile)) return { chromaFormat: 1, bitDepthLuma: 8, bitDepthChroma: 8 };
  const chromaFormat = bits.unsignedGolomb();
  if (chromaFormat > 3) throw new MediaFormatError(`expected a chroma format of 0–3 in the SPS, got ${chromaFormat}`);
  if (chromaFormat === 3) bits.skip(1);
  const bitDepthLuma = bits.unsignedGolomb() + 8;
  const bitDepthChroma = bits.unsignedGolomb() + 8;
  bits.skip(1);
  if (bits.flag()) {
    const lists = chromaFormat === 3 ? 12 : 8;
    for (let index = 0; index < lists; index += 1) if (bits.flag()) skipScalingList(bits, index < 6 ? 16 : 64);
  }
  return { chromaFormat, bitDepthLuma, bitDepthChroma };
}

function skipScalingList(bits: BitReader, count: number): void {
  let last = 8;
  for (let index = 0; index < count; index += 1) {
    const next = (last + bits.signedGolomb() + 256) % 256;
    if (next === 0) return;
    last = next;
  }
}

function readPicOrderCnt(bits: BitReader): number {
  const type = bits.unsignedGolomb();
  if (type > 2) throw new MediaFormatError(`expected a picture order count type of 0–2 in the SPS, got ${type}`);
  if (type === 0) bits.unsignedGolomb();
  if (type === 1) {
    bits.skip(1);
    bits.signedGolomb();
    bits.signedGolomb();
    const cycle = bits.unsignedGolomb();
    for (let index = 0; index < cycle; index += 1) bits.signedGolomb();
  }
  return type;
}

function readSize(bits: BitReader, chromaFormat: number): Pick<H264Sps, "codedWidth" | "codedHeight" | "width" | "height"> {
  const across = bits.unsignedGolomb() + 1;
  const mapUnitsDown = bits.unsignedGolomb() + 1;
  if (across > MAX_MACROBLOCKS_ACROSS || mapUnitsDown > MAX_MACROBLOCKS_ACROSS) {
    throw new MediaFormatError(`expected a picture of at most 16384 pixels a side, got ${across * 16} × ${mapUnitsDown * 16}: the SPS is damaged`);
  }
  const framesOnly = bits.flag();
  if (!framesOnly) bits.skip(1);
  bits.skip(1);
  const fields = framesOnly ? 1 : 2;
  const codedWidth = across * 16;
  const codedHeight = mapUnitsDown * 16 * fields;
  if (!bits.flag()) return { codedWidth, codedHeight, width: codedWidth, height: codedHeight };
  const [left, right, top, bottom] = [bits.unsignedGolomb(), bits.unsignedGolomb(), bits.unsignedGolomb(), bits.unsignedGolomb()];
  const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const unitY = (chromaFormat === 1 ? 2 : 1) * fields;
  const width = codedWidth - (left + right) * unitX;
  const height = codedHeight - (top + bottom) * unitY;
  if (width <= 0 || height <= 0) throw new MediaFormatError(`expected cropping inside ${codedWidth} × ${codedHeight}, got ${width} × ${height} left: the SPS is damaged`);
  return { codedWidth, codedHeight, width, height };
}

// The VUI is advice: a camera that writes it wrongly still has a picture worth keeping.
function readVuiLeniently(bits: BitReader): H264Vui {
  const vui = { ...UNKNOWN_VUI };
  try {
    if (bits.flag()) readH264Vui(bits, vui);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return vui;
}
