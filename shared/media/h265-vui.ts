import type { BitReader } from "./bit-reader.ts";
import { readVuiHead } from "./vui-head.ts";

/** The parts of the H.265 VUI (E.2.1) that matter to a recorder; null = not said. */
export interface H265Vui {
  pixelAspectRatio: [number, number] | null;
  /** Seconds as a fraction, num_units_in_tick / time_scale. Often wrong; never time frames by it. */
  frameDuration: [number, number] | null;
  minSpatialSegmentation: number;
}

export const UNKNOWN_H265_VUI: H265Vui = { pixelAspectRatio: null, frameDuration: null, minSpatialSegmentation: 0 };

/** Fills `vui` as far as the bits go, so that what was read before damage is kept. */
export function readH265Vui(bits: BitReader, vui: H265Vui, maxSubLayersMinus1: number): void {
  readVuiHead(bits, vui);
  bits.skip(3);
  if (bits.flag()) for (let side = 0; side < 4; side += 1) bits.unsignedGolomb();
  if (bits.flag()) {
    const unitsInTick = bits.bits(32);
    const timeScale = bits.bits(32);
    if (unitsInTick > 0 && timeScale > 0) vui.frameDuration = [unitsInTick, timeScale];
    if (bits.flag()) bits.unsignedGolomb();
    if (bits.flag()) skipHrd(bits, maxSubLayersMinus1);
  }
  if (!bits.flag()) return;
  bits.skip(3);
  vui.minSpatialSegmentation = bits.unsignedGolomb();
}

/** hrd_parameters with commonInfPresentFlag 1 (E.2.2). */
function skipHrd(bits: BitReader, maxSubLayersMinus1: number): void {
  const nal = bits.flag();
  const vcl = bits.flag();
  let subPicture = false;
  if (nal || vcl) {
    subPicture = bits.flag();
    if (subPicture) bits.skip(19);
    bits.skip(8);
    if (subPicture) bits.skip(4);
    bits.skip(15);
  }
  for (let layer = 0; layer <= maxSubLayersMinus1; layer += 1) {
    const fixedGeneral = bits.flag();
    const fixedWithinSequence = fixedGeneral || bits.flag();
    let lowDelay = false;
    if (fixedWithinSequence) bits.unsignedGolomb();
    else lowDelay = bits.flag();
    const count = lowDelay ? 1 : bits.unsignedGolomb() + 1;
    for (let kind = 0; kind < Number(nal) + Number(vcl); kind += 1) skipSubLayerHrd(bits, count, subPicture);
  }
}

function skipSubLayerHrd(bits: BitReader, count: number, subPicture: boolean): void {
  for (let index = 0; index < count; index += 1) {
    for (let field = 0; field < (subPicture ? 4 : 2); field += 1) bits.unsignedGolomb();
    bits.skip(1);
  }
}
