import { boxesIn, findBox, readUint64, requireBox, viewOf, type Box } from "./box.ts";
import type { InitInfo, TrackInfo } from "./init-info.ts";
import { MediaFormatError, readingBytes } from "./media-format-error.ts";

export interface FragmentTrackInfo {
  trackId: number;
  /** tfdt: decode time of the first sample, in the track's timescale. */
  baseDecodeTime: number;
  durationTicks: number;
  sampleCount: number;
  sampleSizes: number[];
}

export interface FragmentInfo {
  /** The first video sample can be decoded alone. Without video: true. */
  key: boolean;
  tracks: FragmentTrackInfo[];
}

/** Far above any fragment of ours; a larger count is damage, and would only cost time. */
const MAX_SAMPLES = 100_000;
const NON_SYNC_SAMPLE = 0x1_0000;
const TFHD = { baseDataOffset: 0x1, descriptionIndex: 0x2, duration: 0x8, size: 0x10, flags: 0x20 };
const TRUN = { dataOffset: 0x1, firstFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, compositionOffset: 0x800 };

interface Defaults {
  durationTicks: number;
  sizeBytes: number;
  flags: number;
}

/**
 * What one moof+mdat carries (ISO 14496-12, 8.8). `init` gives the defaults of trex; tracks it does not know are left out.
 * @throws MediaFormatError if the bytes are not one whole moof followed by mdat.
 */
export function readFragmentInfo(bytes: Uint8Array, init: InitInfo): FragmentInfo {
  return readingBytes("fragment", () => {
    const moof = requireBox(bytes, ["moof"]);
    requireBox(bytes, ["mdat"]);
    const info: FragmentInfo = { key: true, tracks: [] };
    for (const traf of boxesIn(bytes, moof.bodyStart, moof.end)) {
      if (traf.type !== "traf") continue;
      const trackId = viewOf(bytes).getUint32(requireBox(bytes, ["tfhd"], traf).bodyStart + 4);
      const track = init.tracks.find((candidate) => candidate.trackId === trackId);
      if (track !== undefined) addTrackFragment(bytes, traf, track, info);
    }
    if (info.tracks.length === 0) throw new MediaFormatError("expected a traf for a track of the initialisation segment, found none");
    return info;
  });
}

function addTrackFragment(bytes: Uint8Array, traf: Box, track: TrackInfo, info: FragmentInfo): void {
  const view = viewOf(bytes);
  const defaults = readDefaults(view, requireBox(bytes, ["tfhd"], traf), track);
  const read: FragmentTrackInfo = { trackId: track.trackId, baseDecodeTime: 0, durationTicks: 0, sampleCount: 0, sampleSizes: [] };
  const tfdt = findBox(bytes, "tfdt", traf);
  if (tfdt !== null) {
    const body = tfdt.bodyStart;
    read.baseDecodeTime = view.getUint8(body) === 1 ? readUint64(view, body + 4) : view.getUint32(body + 4);
  }
  for (const box of boxesIn(bytes, traf.bodyStart, traf.end)) {
    if (box.type !== "trun") continue;
    const first = read.sampleCount === 0;
    const firstFlags = addRun(view, box, defaults, read);
    if (track.kind === "video" && first) info.key = (firstFlags & NON_SYNC_SAMPLE) === 0;
  }
  info.tracks.push(read);
}

function readDefaults(view: DataView, tfhd: Box, track: TrackInfo): Defaults {
  const flags = view.getUint32(tfhd.bodyStart) & 0xff_ffff;
  let at = tfhd.bodyStart + 8;
  if (flags & TFHD.baseDataOffset) at += 8;
  if (flags & TFHD.descriptionIndex) at += 4;
  const next = (present: number, otherwise: number): number => {
    if ((flags & present) === 0) return otherwise;
    at += 4;
    return view.getUint32(at - 4);
  };
  return {
    durationTicks: next(TFHD.duration, track.defaultDurationTicks),
    sizeBytes: next(TFHD.size, track.defaultSizeBytes),
    flags: next(TFHD.flags, track.defaultFlags),
  };
}

/** Adds one trun to `read` and returns the flags of its first sample. */
function addRun(view: DataView, trun: Box, defaults: Defaults, read: FragmentTrackInfo): number {
  const flags = view.getUint32(trun.bodyStart) & 0xff_ffff;
  const count = view.getUint32(trun.bodyStart + 4);
  if (count > MAX_SAMPLES) throw new MediaFormatError(`expected at most ${MAX_SAMPLES} samples in a fragment, got ${count}: the trun is damaged`);
  let at = trun.bodyStart + 8 + (flags & TRUN.dataOffset ? 4 : 0);
  let firstFlags = defaults.flags;
  if (flags & TRUN.firstFlags) {
    firstFlags = view.getUint32(at);
    at += 4;
  }
  for (let index = 0; index < count; index += 1) {
    const next = (present: number, otherwise: number): number => {
      if ((flags & present) === 0) return otherwise;
      at += 4;
      return view.getUint32(at - 4);
    };
    read.durationTicks += next(TRUN.duration, defaults.durationTicks);
    read.sampleSizes.push(next(TRUN.size, defaults.sizeBytes));
    const sampleFlags = next(TRUN.flags, defaults.flags);
    if (index === 0 && flags & TRUN.flags) firstFlags = sampleFlags;
    next(TRUN.compositionOffset, 0);
  }
  read.sampleCount += count;
  return firstFlags;
}
