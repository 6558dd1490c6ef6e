import { ascii, box, concatBytes, fullBox, u16, u32, u8, zeros } from "./box-writer.ts";

export interface VideoTrackSetup {
  kind: "video";
  trackId: number;
  timescale: number;
  sampleEntry: "avc1" | "hvc1";
  /** avcC or hvcC payload: avc-config.ts, hevc-config.ts. */
  decoderConfig: Uint8Array;
  width: number;
  height: number;
  /** [horizontal, vertical] spacing, null if unknown or square. */
  pixelAspectRatio: readonly [number, number] | null;
}

export interface AudioTrackSetup {
  kind: "audio";
  trackId: number;
  timescale: number;
  sampleRate: number;
  channels: number;
  audioSpecificConfig: Uint8Array;
}

export type TrackSetup = VideoTrackSetup | AudioTrackSetup;

const UNITY_MATRIX = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
const LANGUAGE_UNDETERMINED = 0x55c4;

/** An initialisation segment: ftyp and a moov without samples (ISO 14496-12 8.1.1, 8.8.1). Media time 0 is the stream's origin. */
export function writeInit(tracks: readonly TrackSetup[]): Uint8Array {
  // iso5 is the first brand with default-base-is-moof, which our fragments use.
  const ftyp = box("ftyp", ascii("iso5"), u32(512), ascii("iso5"), ascii("iso6"), ascii("mp41"));
  const nextTrackId = Math.max(0, ...tracks.map((track) => track.trackId)) + 1;
  const mvhd = fullBox("mvhd", 0, 0, u32(0, 0, 1000, 0, 0x1_0000), u16(0x100, 0), zeros(8), UNITY_MATRIX, zeros(24), u32(nextTrackId));
  const trex = tracks.map((track) => fullBox("trex", 0, 0, u32(track.trackId, 1, 0, 0, 0)));
  return concatBytes([ftyp, box("moov", mvhd, ...tracks.map((track) => trackBox(track)), box("mvex", ...trex))]);
}

function trackBox(track: TrackSetup): Uint8Array {
  const video = track.kind === "video";
  const enabledAndInMovie = 3;
  const tkhd = fullBox(
    "tkhd",
    0,
    enabledAndInMovie,
    u32(0, 0, track.trackId, 0, 0),
    zeros(8),
    u16(0, 0, video ? 0 : 0x100, 0),
    UNITY_MATRIX,
    video ? u32(displayWidth(track) * 0x1_0000, track.height * 0x1_0000) : zeros(8),
  );
  const mdhd = fullBox("mdhd", 0, 0, u32(0, 0, track.timescale, 0), u16(LANGUAGE_UNDETERMINED, 0));
  const hdlr = fullBox("hdlr", 0, 0, u32(0), ascii(video ? "vide" : "soun"), zeros(12), u8(0));
  const mediaHeader = video ? fullBox("vmhd", 0, 1, zeros(8)) : fullBox("smhd", 0, 0, zeros(4));
  const dinf = box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1)));
  const stbl = box(
    "stbl",
    fullBox("stsd", 0, 0, u32(1), video ? visualEntry(track) : audioEntry(track)),
    fullBox("stts", 0, 0, u32(0)),
    fullBox("stsc", 0, 0, u32(0)),
    fullBox("stsz", 0, 0, u32(0, 0)),
    fullBox("stco", 0, 0, u32(0)),
  );
  return box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", mediaHeader, dinf, stbl)));
}

function displayWidth(track: VideoTrackSetup): number {
  const [horizontal, vertical] = track.pixelAspectRatio ?? [1, 1];
  return Math.min(0xffff, Math.round((track.width * horizontal) / vertical));
}

function visualEntry(track: VideoTrackSetup): Uint8Array {
  const resolution72Dpi = u32(0x48_0000, 0x48_0000);
  const depthAndEnd = u16(0x18, 0xffff);
  const { pixelAspectRatio } = track;
  return box(
    track.sampleEntry,
    zeros(6),
    u16(1),
    zeros(16),
    u16(track.width, track.height),
    resolution72Dpi,
    u32(0),
    u16(1),
    zeros(32),
    depthAndEnd,
    box(track.sampleEntry === "avc1" ? "avcC" : "hvcC", track.decoderConfig),
    pixelAspectRatio === null ? zeros(0) : box("pasp", u32(...pixelAspectRatio)),
  );
}

function audioEntry(track: AudioTrackSetup): Uint8Array {
  // The field is 16.16 fixed point; a rate that does not fit is 0, and the AudioSpecificConfig says it.
  const sampleRate = track.sampleRate < 0x1_0000 ? track.sampleRate * 0x1_0000 : 0;
  return box("mp4a", zeros(6), u16(1), zeros(8), u16(track.channels, 16, 0, 0), u32(sampleRate), elementaryStream(track.audioSpecificConfig));
}

/** esds (ISO 14496-14, 5.6): ES, decoder config (MPEG-4 audio stream) and sync layer descriptors. */
function elementaryStream(audioSpecificConfig: Uint8Array): Uint8Array {
  const mpeg4Audio = 0x40;
  const audioStream = 0x15;
  const specific = descriptor(5, audioSpecificConfig);
  const config = descriptor(4, u8(mpeg4Audio, audioStream, 0, 0, 0), u32(0, 0), specific);
  return fullBox("esds", 0, 0, descriptor(3, u16(0), u8(0), config, descriptor(6, u8(2))));
}

function descriptor(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(contents);
  const length = body.byteLength;
  return concatBytes([u8(tag, 0x80 | (length >> 21), 0x80 | (length >> 14), 0x80 | (length >> 7), length & 0x7f), body]);
}
