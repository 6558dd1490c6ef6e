import { spawnSync } from "node:child_process";

/** Test help: real ffmpeg as the program that made, or judges, the bytes. Only tests import this file. */

/** Empty when ffmpeg can be run, else the reason for a skipped test. */
export const ffmpegMissing = spawnSync("ffmpeg", ["-version"]).status === 0 ? "" : "ffmpeg is not installed";

const FRAGMENTED = ["-movflags", "frag_keyframe+empty_moov+default_base_moof+skip_trailer", "-frag_duration", "195000", "-f", "mp4", "pipe:1"];

/** Fragmented MP4 as ffmpeg writes it: two seconds of test picture with the given codec options. */
export function fragmentedByFfmpeg(codecOptions: readonly string[]): Uint8Array {
  const sources = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"];
  return run(["-loglevel", "error", ...sources, "-t", "2", ...codecOptions, ...FRAGMENTED]);
}

/** Decodes everything; gives what ffmpeg complained about (nothing is good) and the number of video frames it decoded. */
export function decodeWithFfmpeg(file: Uint8Array): { complaints: string; frames: number } {
  const decode = ["-loglevel", "warning", "-xerror", "-i", "pipe:0", "-map", "0", "-f", "null", "-progress", "pipe:1", "-"];
  const result = spawnSync("ffmpeg", decode, { input: file, maxBuffer: 2 ** 28 });
  const frames = [...result.stdout.toString().matchAll(/^frame=(\d+)$/gm)].at(-1)?.[1];
  return { complaints: result.stderr.toString(), frames: Number(frames ?? 0) };
}

function run(options: readonly string[]): Uint8Array {
  const result = spawnSync("ffmpeg", options, { maxBuffer: 2 ** 28 });
  if (result.status !== 0) throw new Error(`ffmpeg ended with ${result.status}: ${result.stderr.toString()}`);
  return new Uint8Array(result.stdout);
}
