import { boxesIn, findBox, fourCc, requireBox, viewOf, type Box } from "./box.ts";
import { MediaFormatError, readingBytes } from "./media-format-error.ts";
import { readSampleEntry } from "./sample-entry.ts";

export interface TrackInfo {
  trackId: number;
  kind: "video" | "audio";
  /** Ticks per second of this track's times. */
  timescale: number;
  /** RFC 6381, for one track: "avc1.64001F". */
  codec: string;
  /** From trex, used by fragments that do not say it themselves. */
  defaultDurationTicks: number;
  defaultSizeBytes: number;
  defaultFlags: number;
}

export interface InitInfo {
  /** RFC 6381, as for MediaSource: "avc1.64001F,mp4a.40.2". */
  codecs: string;
  /** Of the first video track, 0 without one. */
  width: number;
  height: number;
  tracks: TrackInfo[];
}

/**
 * What an initialisation segment (ftyp+moov) says about its video and audio tracks; tracks of other kinds are left out.
 * @throws MediaFormatError if the bytes are not a whole moov with at least one such track.
 */
export function readInitInfo(bytes: Uint8Array): InitInfo {
  return readingBytes("initialisation segment", () => {
    const moov = requireBox(bytes, ["moov"]);
    const info: InitInfo = { codecs: "", width: 0, height: 0, tracks: [] };
    for (const box of boxesIn(bytes, moov.bodyStart, moov.end)) if (box.type === "trak") addTrack(bytes, box, info);
    if (info.tracks.length === 0) throw new MediaFormatError("expected a video or audio track in moov, found none");
    applyDefaults(bytes, moov, info.tracks);
    info.codecs = info.tracks.map((track) => track.codec).join(",");
    return info;
  });
}

function addTrack(bytes: Uint8Array, trak: Box, info: InitInfo): void {
  const view = viewOf(bytes);
  const mdia = requireBox(bytes, ["mdia"], trak);
  const handler = fourCc(view, requireBox(bytes, ["hdlr"], mdia).bodyStart + 8);
  if (handler !== "vide" && handler !== "soun") return;
  const kind = handler === "vide" ? "video" : "audio";
  const tkhd = requireBox(bytes, ["tkhd"], trak).bodyStart;
  const mdhd = requireBox(bytes, ["mdhd"], mdia).bodyStart;
  const entry = readSampleEntry(bytes, requireBox(bytes, ["minf", "stbl", "stsd"], mdia), kind);
  if (kind === "video" && info.width === 0) {
    info.width = entry.width;
    info.height = entry.height;
  }
  const timescale = view.getUint32(mdhd + (view.getUint8(mdhd) === 1 ? 20 : 12));
  if (timescale === 0) throw new MediaFormatError("expected a timescale above 0 in mdhd, got 0");
  info.tracks.push({
    trackId: view.getUint32(tkhd + (view.getUint8(tkhd) === 1 ? 20 : 12)),
    kind,
    timescale,
    codec: entry.codec,
    defaultDurationTicks: 0,
    defaultSizeBytes: 0,
    defaultFlags: 0,
  });
}

function applyDefaults(bytes: Uint8Array, moov: Box, tracks: TrackInfo[]): void {
  const mvex = findBox(bytes, "mvex", moov);
  if (mvex === null) return;
  const view = viewOf(bytes);
  for (const box of boxesIn(bytes, mvex.bodyStart, mvex.end)) {
    if (box.type !== "trex") continue;
    const track = tracks.find((candidate) => candidate.trackId === view.getUint32(box.bodyStart + 4));
    if (track === undefined) continue;
    track.defaultDurationTicks = view.getUint32(box.bodyStart + 12);
    track.defaultSizeBytes = view.getUint32(box.bodyStart + 16);
    track.defaultFlags = view.getUint32(box.bodyStart + 20);
  }
}
