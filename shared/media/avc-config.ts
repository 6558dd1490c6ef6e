import { concatBytes, u16, u8 } from "./box-writer.ts";
import type { H264Sps } from "./h264-sps.ts";

const HIGH_PROFILES = new Set([100, 110, 122, 144, 244]);

/**
 * AVCDecoderConfigurationRecord, the payload of avcC (ISO 14496-15, 5.3.3.1), for 4-byte NAL lengths.
 * The raw NAL units go in as they came, with whatever follows their RBSP.
 */
export function writeAvcConfig(parsed: H264Sps, sps: Uint8Array, pps: readonly Uint8Array[]): Uint8Array {
  const extension = HIGH_PROFILES.has(parsed.profile)
    ? u8(0xfc | parsed.chromaFormat, 0xf8 | (parsed.bitDepthLuma - 8), 0xf8 | (parsed.bitDepthChroma - 8), 0)
    : u8();
  return concatBytes([
    u8(1, parsed.profile, parsed.constraints, parsed.level, 0xff),
    u8(0xe0 | 1),
    u16(sps.byteLength),
    sps,
    u8(pps.length),
    ...pps.flatMap((set) => [u16(set.byteLength), set]),
    extension,
  ]);
}
