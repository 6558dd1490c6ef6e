import { spawnSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { paintFrameCode, readFrameCode } from "../../shared/frame-code/frame-code.ts";

/** Footage whose every frame says its number, so that a test sees which frames came through. */
export interface CountedPart {
  width: number;
  height: number;
  frames: number;
}

export const RATE = 25;
/** Frames from one key frame to the next: a frame whose number is a multiple of it is a key frame. */
export const GOP_FRAMES = 25;
const SOURCE = 9;

/** H.264 in MPEG-TS with parameter sets before every key frame; frames are numbered through all parts. */
export function writeCountedClip(path: string, parts: readonly CountedPart[]): void {
  writeFileSync(path, "");
  let first = 0;
  for (const part of parts) {
    appendFileSync(path, encode(part, first));
    first += part.frames;
  }
}

/** The same clip several times in one file, for players that do not loop; its clock runs through. */
export function writeRepeated(path: string, clip: string, times: number): void {
  const result = spawnSync("ffmpeg", ["-loglevel", "error", "-y", "-stream_loop", String(times - 1), "-i", clip, "-c", "copy", "-f", "mpegts", path]);
  if (result.status !== 0) throw new Error(`ffmpeg ended with ${result.status}: ${result.stderr.toString()}`);
}

function encode(part: CountedPart, first: number): Buffer {
  const { width, height, frames } = part;
  const input = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", `${width}x${height}`, "-framerate", String(RATE), "-i", "pipe:0"];
  const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "26", "-g", String(GOP_FRAMES), "-sc_threshold", "0", "-bf", "0"];
  const output = ["-output_ts_offset", String(first / RATE), "-f", "mpegts", "pipe:1"];
  const pictures = Buffer.concat(Array.from({ length: frames }, (_, index) => picture(part, first + index)));
  const result = spawnSync("ffmpeg", ["-loglevel", "error", ...input, ...h264, ...output], { input: pictures, maxBuffer: 2 ** 28 });
  if (result.status !== 0) throw new Error(`ffmpeg ended with ${result.status}: ${result.stderr.toString()}`);
  return result.stdout;
}

/** Stripes that move: every frame differs from the one before in every block, and takes several packets. */
function picture({ width, height }: CountedPart, counter: number): Buffer {
  const bytes = Buffer.alloc((width * height * 3) / 2, 128);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) bytes[y * width + x] = 40 + ((x * 3 + y * 5 + counter * 11) % 160);
  }
  paintFrameCode({ data: bytes, width, height, rowStride: width, pixelStride: 1 }, { source: SOURCE, counter });
  return bytes;
}

/** Decodes with every check that ffmpeg has; the numbers of all frames in order, null for a picture without one. */
export function readCountedFootage(file: Uint8Array, { width, height }: Pick<CountedPart, "width" | "height">): { complaints: string; counters: (number | null)[] } {
  const decode = ["-loglevel", "warning", "-xerror", "-err_detect", "explode", "-i", "pipe:0", "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"];
  const { stdout, stderr } = spawnSync("ffmpeg", decode, { input: file, maxBuffer: 2 ** 30 });
  const counters: (number | null)[] = [];
  for (let at = 0; at + width * height <= stdout.byteLength; at += width * height) {
    const data = stdout.subarray(at, at + width * height);
    counters.push(readFrameCode({ data, width, height, rowStride: width, pixelStride: 1 })?.counter ?? null);
  }
  return { complaints: stderr.toString(), counters };
}

/** Places where the number is not the one after the number before; `loopFrames` is the length of a clip that begins again. */
export function breaks(counters: readonly (number | null)[], loopFrames = Number.POSITIVE_INFINITY): { after: number | null; next: number | null }[] {
  const found: { after: number | null; next: number | null }[] = [];
  for (const [index, next] of counters.entries()) {
    const after = counters[index - 1];
    if (index === 0 ? next === null : after === null || after === undefined || next !== (after + 1) % loopFrames) found.push({ after: after ?? null, next });
  }
  return found;
}
