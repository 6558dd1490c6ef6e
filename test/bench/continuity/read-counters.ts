import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFrameCode } from "../../../shared/frame-code/frame-code.ts";

const WIDTH = 320;
const HEIGHT = 180;
const FRAME_BYTES = WIDTH * HEIGHT;

/**
 * Decodes footage with ffmpeg and reads the burned-in counter of every picture, in order of presentation.
 * @returns one counter a picture; null where no code could be read
 * @throws if ffmpeg reports an error: footage that a decoder complains about is not whole
 */
export async function readCounters(path: string): Promise<(number | null)[]> {
  const ffmpeg = spawn(
    "ffmpeg",
    ["-hide_banner", "-loglevel", "error", "-nostdin", "-i", path, "-vsync", "passthrough", "-enc_time_base", "-1", "-vf", `scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`, "-f", "rawvideo", "pipe:1"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const complaints: string[] = [];
  ffmpeg.stderr.on("data", (text: Buffer) => complaints.push(text.toString()));
  const exited = once(ffmpeg, "exit");
  const counters: (number | null)[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) {
    rest = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.byteLength >= FRAME_BYTES) {
      counters.push(counterOf(rest.subarray(0, FRAME_BYTES)));
      rest = rest.subarray(FRAME_BYTES);
    }
  }
  await exited;
  if (complaints.length > 0) throw new Error(`ffmpeg complains about ${path}: ${complaints.join("").slice(0, 500)}`);
  return counters;
}

function counterOf(data: Buffer): number | null {
  return readFrameCode({ data, width: WIDTH, height: HEIGHT, rowStride: WIDTH, pixelStride: 1 })?.counter ?? null;
}
