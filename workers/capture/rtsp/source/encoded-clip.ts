import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { splitAnnexB } from "../../../../shared/media/annex-b.ts";
import type { MediaPacket } from "../depacketize/depacketizer.ts";

/** Test help: what real encoders make, as the RTP packets a camera would send. Only tests import this file. */
export interface EncodedClip {
  /** In decode order. */
  packets: (MediaPacket & { marker: boolean })[];
  frames: number;
}

const ENCODERS = { h264: "libx264", h265: "libx265" } as const;
const MAX_PAYLOAD_BYTES = 1200;

/** Two seconds of test picture at 25 fps, if nothing else is asked for; a key frame every second. */
export function encodeClip(codec: "h264" | "h265", bFrames: number, size = "320x240", { seconds = 2, rate = 25 } = {}): EncodedClip {
  const folder = mkdtempSync(join(tmpdir(), "clip-"));
  const file = join(folder, "clip.mp4");
  try {
    const quiet = codec === "h265" ? ["-x265-params", `log-level=error:bframes=${bFrames}:keyint=${rate}`] : ["-bf", String(bFrames), "-g", String(rate)];
    ffmpeg(["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=${rate}`, "-t", String(seconds), "-pix_fmt", "yuv420p", "-c:v", ENCODERS[codec], "-preset", "veryfast", ...quiet, file]);
    const times = presentationTimes(file);
    const filter = codec === "h264" ? "h264_mp4toannexb,h264_metadata=aud=insert" : "hevc_mp4toannexb,hevc_metadata=aud=insert";
    const raw = join(folder, "clip.raw");
    ffmpeg(["-i", file, "-c", "copy", "-bsf:v", filter, "-f", codec === "h264" ? "h264" : "hevc", raw]);
    const units = accessUnits(splitAnnexB(readFileSync(raw)), codec);
    return { frames: times.length, packets: units.flatMap((nals, index) => packetize(nals, times[index] ?? 0, codec)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ffmpeg(options: readonly string[]): void {
  const result = spawnSync("ffmpeg", ["-loglevel", "error", "-y", ...options]);
  if (result.status !== 0) throw new Error(`ffmpeg ended with ${result.status}: ${result.stderr.toString()}`);
}

/** In 90 kHz ticks, in decode order. */
function presentationTimes(file: string): number[] {
  const probe = spawnSync("ffprobe", ["-loglevel", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0", file]);
  return probe.stdout
    .toString()
    .trim()
    .split("\n")
    .map((line) => Math.round(Number.parseFloat(line) * 90000));
}

function accessUnits(nals: readonly Uint8Array[], codec: "h264" | "h265"): Uint8Array[][] {
  const units: Uint8Array[][] = [];
  for (const nal of nals) {
    const first = nal[0] ?? 0;
    const delimiter = codec === "h264" ? (first & 0x1f) === 9 : first >> 1 === 35;
    if (delimiter) units.push([]);
    else units.at(-1)?.push(nal);
  }
  return units;
}

function packetize(nals: readonly Uint8Array[], timestamp: number, codec: "h264" | "h265"): EncodedClip["packets"] {
  const payloads = nals.flatMap((nal) => (nal.byteLength <= MAX_PAYLOAD_BYTES ? [nal] : fragments(nal, codec)));
  return payloads.map((payload, index) => ({ timestamp, loss: 0, marker: index === payloads.length - 1, payload }));
}

function fragments(nal: Uint8Array, codec: "h264" | "h265"): Uint8Array[] {
  const headerBytes = codec === "h264" ? 1 : 2;
  const first = nal[0] ?? 0;
  const type = codec === "h264" ? first & 0x1f : first >> 1;
  const indicator = codec === "h264" ? [(first & 0xe0) | 28] : [(49 << 1) | (first & 0x81), nal[1] ?? 0];
  const result: Uint8Array[] = [];
  for (let at = headerBytes; at < nal.byteLength; at += MAX_PAYLOAD_BYTES) {
    const end = Math.min(nal.byteLength, at + MAX_PAYLOAD_BYTES);
    const flags = (at === headerBytes ? 0x80 : 0) | (end === nal.byteLength ? 0x40 : 0);
    result.push(Uint8Array.of(...indicator, flags | type, ...nal.subarray(at, end)));
  }
  return result;
}
