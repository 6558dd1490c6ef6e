import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { decodeWithFfmpeg, ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { openRtspSession } from "../../workers/capture/rtsp/session/open-session.ts";
import { RtspSource } from "../../workers/capture/rtsp/source/rtsp-source.ts";
import type { SourceEnd, SourceEvent } from "../../workers/capture/source.ts";
import { findMediaMtx } from "../real-parts/mediamtx.ts";
import { missingPart } from "../real-parts/part-cache.ts";

const mediaMtx = await findMediaMtx();
const missing = ffmpegMissing || (await missingPart("mediamtx"));
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** MediaMTX with one publisher of what `encoder` makes. */
async function startServer(encoder: readonly string[]): Promise<{ url: string; server: ChildProcess }> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "rtsp-source-"));
  const off = ["rtmp", "hls", "webrtc", "srt", "moq"].map((protocol) => `${protocol}: no`);
  writeFileSync(join(folder, "mediamtx.yml"), [`rtspAddress: 127.0.0.1:${port}`, "rtspTransports: [tcp]", ...off, "logLevel: error", "paths:", "  all_others:"].join("\n"));
  const server = spawn(mediaMtx ?? "", [join(folder, "mediamtx.yml")], { cwd: folder, stdio: "ignore" });
  children.push(server);
  await until(() => accepts(port));
  const url = `rtsp://127.0.0.1:${port}/camera`;
  const sources = ["-re", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=sample_rate=48000"];
  const output = ["-pix_fmt", "yuv420p", "-f", "rtsp", "-rtsp_transport", "tcp", url];
  children.push(spawn("ffmpeg", ["-loglevel", "quiet", ...sources, "-t", "60", ...encoder, ...output], { stdio: "ignore" }));
  await until(() => Promise.resolve(spawnSync("ffprobe", ["-loglevel", "quiet", "-rtsp_transport", "tcp", url]).status === 0));
  return { url, server };
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const startMs = systemClock.monotonicMs();
  while (!(await holds())) {
    if (systemClock.monotonicMs() - startMs > 20_000) throw new Error("expected the RTSP server and its publisher within 20 s");
    await systemClock.sleep(100);
  }
}

interface Recording {
  events: SourceEvent[];
  end: SourceEnd;
  file: Buffer;
}

/** Records until `count` fragments are there, or the source ends. */
async function record(url: string, count: number, onFragment: (number: number) => void = () => undefined): Promise<Recording> {
  const events: SourceEvent[] = [];
  const stop = new AbortController();
  const originUs = systemClock.nowUs();
  let fragments = 0;
  const end = await new RtspSource({ url }, openRtspSession).run({
    signal: stop.signal,
    clock: systemClock,
    originUs,
    notBeforeUs: originUs,
    emit(event) {
      events.push(event);
      if (event.kind !== "fragment") return;
      fragments += 1;
      onFragment(fragments);
      if (fragments === count) stop.abort(new Error("enough recorded"));
    },
  });
  const parts = events.flatMap((event) => (event.kind === "init" || event.kind === "fragment" ? [event.bytes] : []));
  return { events, end, file: Buffer.concat(parts) };
}

test.skipIf(missing).each([
  ["H.264 and AAC", ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac"], /^avc1\..*,mp4a\.40\.2$/],
  ["H.264 with B-frames", ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "25", "-an"], /^avc1\.[^,]*$/],
  ["H.265", ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=25", "-an"], /^hvc1\.[^,]*$/],
] as const)(
  "%s from a real server is recorded without a hole, and ffmpeg decodes it without complaint (MediaMTX, ffmpeg)",
  async (_name, encoder, codecs) => {
    const { url, server } = await startServer(encoder);
    const { events, end, file } = await record(url, 15);
    server.kill();
    expect(end.cause).toBe("capture-stopped");
    expect(events.find((event) => event.kind === "init")?.codecs).toMatch(codecs);
    expect(events.filter((event) => event.kind === "loss")).toEqual([]);
    const fragments = events.filter((event) => event.kind === "fragment");
    expect(fragments[0]?.key).toBe(true);
    for (const [index, fragment] of fragments.entries()) {
      const before = fragments[index - 1];
      if (before !== undefined) expect(fragment.startUs).toBe(before.startUs + before.durationUs);
    }
    const decoded = decodeWithFfmpeg(file);
    expect(decoded.complaints).toBe("");
    expect(decoded.frames).toBeGreaterThanOrEqual(60);
  },
  60_000,
);

test.skipIf(missing)(
  "a server that dies ends the source as camera-offline, to be tried again soon, and what came is whole (MediaMTX, ffmpeg)",
  async () => {
    const { url, server } = await startServer(["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-an"]);
    const { end, file } = await record(url, 1000, (number) => {
      if (number === 8) server.kill("SIGKILL");
    });
    expect(end).toMatchObject({ cause: "camera-offline", retrySoon: true });
    expect(decodeWithFfmpeg(file).complaints).toBe("");
  },
  60_000,
);
