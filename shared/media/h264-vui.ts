import type { BitReader } from "./bit-reader.ts";
import { readVuiHead } from "./vui-head.ts";

/** The parts of the H.264 VUI (E.1.1) that matter to a recorder; null = not said. */
export interface H264Vui {
  pixelAspectRatio: [number, number] | null;
  /** Seconds as a fraction: two fields of num_units_in_tick / time_scale. Often wrong; never time frames by it. */
  frameDuration: [number, number] | null;
  maxReorderFrames: number | null;
}

export const UNKNOWN_VUI: H264Vui = { pixelAspectRatio: null, frameDuration: null, maxReorderFrames: null };

/** Fills `vui` as far as the bits go, so that what was read before damage is kept. */
export function readH264Vui(bits: BitReader, vui: H264Vui): void {
  readVuiHead(bits, vui);
  if (bits.flag()) {
    const unitsInTick = bits.bits(32);
    const timeScale = bits.bits(32);
    bits.skip(1);
    if (unitsInTick > 0 && timeScale > 0) vui.frameDuration = [unitsInTick * 2, timeScale];
  }
  const nalHrd = bits.flag();
  if (nalHrd) skipHrd(bits);
  const vclHrd = bits.flag();
  if (vclHrd) skipHrd(bits);
  if (nalHrd || vclHrd) bits.skip(1);
  bits.skip(1);
  if (!bits.flag()) return;
  bits.skip(1);
  for (let index = 0; index < 4; index += 1) bits.unsignedGolomb();
  vui.maxReorderFrames = bits.unsignedGolomb();
}

function skipHrd(bits: BitReader): void {
  const count = bits.unsignedGolomb() + 1;
  bits.skip(8);
  for (let index = 0; index < count; index += 1) {
    bits.unsignedGolomb();
    bits.unsignedGolomb();
    bits.skip(1);
  }
  bits.skip(20);
}
