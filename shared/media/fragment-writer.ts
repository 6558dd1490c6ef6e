import { viewOf, writeUint64 } from "./box.ts";

/** One frame of one track. `parts` are written one after the other; video carries 4-byte NAL lengths in them already. */
export interface FragmentSample {
  durationTicks: number;
  /** Presentation minus decode time, in ticks; may be negative. */
  compositionOffsetTicks: number;
  /** Can be decoded without any earlier sample of its track. */
  key: boolean;
  parts: readonly Uint8Array[];
  sizeBytes: number;
}

export interface FragmentTrack {
  trackId: number;
  /** Decode time of the first sample, in ticks of the track's timescale. */
  baseDecodeTime: number;
  samples: readonly FragmentSample[];
}

const KEY_FLAGS = 0x0200_0000;
const NON_KEY_FLAGS = 0x0101_0000;
const DEFAULT_BASE_IS_MOOF = 0x2_0000;
const DEFAULT_FLAGS_PRESENT = 0x20;
const TRUN = { dataOffset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, compositionOffset: 0x800 };
const TFHD_BYTES = 20;
const TFDT_BYTES = 20;
const MOOF_FIXED_BYTES = 8 + 16;

interface TrackLayout {
  track: FragmentTrack;
  trunFlags: number;
  defaultFlags: number;
  trunBytes: number;
  payloadBytes: number;
}

/**
 * One moof+mdat, with one traf and one trun per track (ISO 14496-12, 8.8). Allocates once and copies each payload once.
 * Tracks without samples are left out.
 */
export function writeFragment(sequenceNumber: number, tracks: readonly FragmentTrack[]): Uint8Array {
  const layouts = tracks.filter((track) => track.samples.length > 0).map((track) => layOut(track));
  const moofBytes = layouts.reduce((sum, layout) => sum + 8 + TFHD_BYTES + TFDT_BYTES + layout.trunBytes, MOOF_FIXED_BYTES);
  const payloadBytes = layouts.reduce((sum, layout) => sum + layout.payloadBytes, 0);
  const bytes = new Uint8Array(moofBytes + 8 + payloadBytes);
  const view = viewOf(bytes);
  putHeader(view, 0, moofBytes, "moof");
  putHeader(view, 8, 16, "mfhd");
  view.setUint32(20, sequenceNumber >>> 0);
  let at = MOOF_FIXED_BYTES;
  let dataOffset = moofBytes + 8;
  for (const layout of layouts) {
    at = putTrack(view, at, layout, dataOffset);
    copyPayload(bytes, dataOffset, layout.track.samples);
    dataOffset += layout.payloadBytes;
  }
  putHeader(view, moofBytes, 8 + payloadBytes, "mdat");
  return bytes;
}

function layOut(track: FragmentTrack): TrackLayout {
  const { samples } = track;
  const restKey = samples[1]?.key ?? samples[0]?.key ?? false;
  const restAlike = samples.every((sample, index) => index === 0 || sample.key === restKey);
  const firstDiffers = samples[0]?.key !== restKey;
  let trunFlags = TRUN.dataOffset | TRUN.duration | TRUN.size;
  if (!restAlike) trunFlags |= TRUN.flags;
  else if (firstDiffers) trunFlags |= TRUN.firstFlags;
  if (samples.some((sample) => sample.compositionOffsetTicks !== 0)) trunFlags |= TRUN.compositionOffset;
  const perSample = 8 + (trunFlags & TRUN.flags ? 4 : 0) + (trunFlags & TRUN.compositionOffset ? 4 : 0);
  const trunBytes = 20 + (trunFlags & TRUN.firstFlags ? 4 : 0) + samples.length * perSample;
  const payloadBytes = samples.reduce((sum, sample) => sum + sample.sizeBytes, 0);
  return { track, trunFlags, defaultFlags: flagsOf(restKey), trunBytes, payloadBytes };
}

function putTrack(view: DataView, start: number, layout: TrackLayout, dataOffset: number): number {
  const { track, trunFlags } = layout;
  putHeader(view, start, 8 + TFHD_BYTES + TFDT_BYTES + layout.trunBytes, "traf");
  const tfhd = start + 8;
  putHeader(view, tfhd, TFHD_BYTES, "tfhd");
  view.setUint32(tfhd + 8, DEFAULT_BASE_IS_MOOF | DEFAULT_FLAGS_PRESENT);
  view.setUint32(tfhd + 12, track.trackId);
  view.setUint32(tfhd + 16, layout.defaultFlags);
  const tfdt = tfhd + TFHD_BYTES;
  putHeader(view, tfdt, TFDT_BYTES, "tfdt");
  view.setUint32(tfdt + 8, 0x100_0000);
  writeUint64(view, tfdt + 12, track.baseDecodeTime);
  const trun = tfdt + TFDT_BYTES;
  putHeader(view, trun, layout.trunBytes, "trun");
  view.setUint32(trun + 8, 0x100_0000 | trunFlags);
  view.setUint32(trun + 12, track.samples.length);
  view.setUint32(trun + 16, dataOffset);
  let at = trun + 20;
  if (trunFlags & TRUN.firstFlags) {
    view.setUint32(at, flagsOf(track.samples[0]?.key ?? false));
    at += 4;
  }
  for (const sample of track.samples) at = putSample(view, at, sample, trunFlags);
  return at;
}

function putSample(view: DataView, start: number, sample: FragmentSample, trunFlags: number): number {
  view.setUint32(start, sample.durationTicks);
  view.setUint32(start + 4, sample.sizeBytes);
  let at = start + 8;
  if (trunFlags & TRUN.flags) {
    view.setUint32(at, flagsOf(sample.key));
    at += 4;
  }
  if (trunFlags & TRUN.compositionOffset) {
    view.setInt32(at, sample.compositionOffsetTicks);
    at += 4;
  }
  return at;
}

function copyPayload(bytes: Uint8Array, start: number, samples: readonly FragmentSample[]): void {
  let at = start;
  for (const sample of samples) {
    for (const part of sample.parts) {
      bytes.set(part, at);
      at += part.byteLength;
    }
  }
}

const flagsOf = (key: boolean): number => (key ? KEY_FLAGS : NON_KEY_FLAGS);

function putHeader(view: DataView, at: number, sizeBytes: number, type: string): void {
  view.setUint32(at, sizeBytes);
  for (let index = 0; index < 4; index += 1) view.setUint8(at + 4 + index, type.charCodeAt(index));
}
