import { expect, onTestFinished, test } from "vitest";
import { decodeWithFfmpeg, ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import { keepSending } from "../real-parts/child-program.ts";
import { startMediaMtx } from "../real-parts/mediamtx-server.ts";
import { missingPart } from "../real-parts/part-cache.ts";
import { filesOf, fragmentsOf, holesBetween, lossesOf, record, several } from "./record-source.ts";

const missing = ffmpegMissing || (await missingPart("mediamtx"));

/** The address of what `encoder` makes, on a MediaMTX of its own. */
async function publish(encoder: readonly string[]): Promise<string> {
  const server = await startMediaMtx(null);
  onTestFinished(() => server.remove());
  const url = server.url("camera");
  const sources = ["-re", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=sample_rate=48000"];
  onTestFinished(keepSending("ffmpeg", ["-loglevel", "quiet", ...sources, ...encoder, "-pix_fmt", "yuv420p", "-f", "rtsp", "-rtsp_transport", "tcp", url]));
  await server.published("camera");
  return url;
}

test.skipIf(missing).each([
  ["H.264 and AAC", ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac"], /^avc1\..*,mp4a\.40\.2$/],
  ["H.264 with B-frames", ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "25", "-an"], /^avc1\.[^,]*$/],
  ["H.265", ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=25", "-an"], /^hvc1\.[^,]*$/],
] as const)(
  "%s from a real server is recorded without a hole, and ffmpeg decodes it without complaint (MediaMTX, ffmpeg)",
  async (_name, encoder, codecs) => {
    const { events, end } = await record({ url: await publish(encoder) }, several(15));
    expect(end.cause).toBe("capture-stopped");
    expect(events.find((event) => event.kind === "init")?.codecs).toMatch(codecs);
    expect(lossesOf(events)).toEqual([]);
    const fragments = fragmentsOf(events);
    expect(fragments[0]?.key).toBe(true);
    expect(holesBetween(fragments)).toEqual([]);
    const decoded = decodeWithFfmpeg(filesOf(events)[0]?.bytes ?? Buffer.alloc(0));
    expect(decoded.complaints).toBe("");
    expect(decoded.frames).toBeGreaterThanOrEqual(60);
  },
  60_000,
);
