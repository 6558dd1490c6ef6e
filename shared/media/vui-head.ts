import type { BitReader } from "./bit-reader.ts";
import { readSampleAspectRatio } from "./sample-aspect-ratio.ts";

/** Aspect ratio, overscan, video signal type and chroma location: how the VUI begins in H.264 (E.1.1) and in H.265 (E.2.1) alike. */
export function readVuiHead(bits: BitReader, vui: { pixelAspectRatio: [number, number] | null }): void {
  if (bits.flag()) vui.pixelAspectRatio = readSampleAspectRatio(bits);
  if (bits.flag()) bits.skip(1);
  if (bits.flag()) {
    bits.skip(4);
    if (bits.flag()) bits.skip(24);
  }
  if (bits.flag()) {
    bits.unsignedGolomb();
    bits.unsignedGolomb();
  }
}
