import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { readFragmentInfo } from "../../../shared/media/fragment-info.ts";
import { readInitInfo } from "../../../shared/media/init-info.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import type { AudioSetting } from "../config/capture-config.ts";
import type { SourceEnd, SourceEvent, SourceFragment, SourceInit } from "../source.ts";
import type { FfmpegSourceConfig } from "./ffmpeg-input.ts";
import { FfmpegSource } from "./ffmpeg-source.ts";

const folder = mkdtempSync(join(tmpdir(), "ffmpeg-source-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const withoutFfmpeg = outputOf(["-version"]) === "" ? "ffmpeg is not installed" : "";
const withoutSrt = withoutFfmpeg || (/\bsrt\b/.test(outputOf(["-protocols"])) ? "" : "this ffmpeg is built without libsrt");
const clip = withoutFfmpeg === "" ? makeClip("clip.mp4", ["-c:a", "aac"]) : "";

function outputOf(args: string[]): string {
  try {
    return execFileSync("ffmpeg", ["-hide_banner", ...args], { stdio: ["ignore", "pipe", "ignore"] }).toString();
  } catch {
    return "";
  }
}

/** 3 s of 25 fps, key frame each second, no B-frames; one tone. */
function makeClip(name: string, audio: string[]): string {
  const path = join(folder, name);
  const sources = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000"];
  const video = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "0", "-pix_fmt", "yuv420p"];
  execFileSync("ffmpeg", ["-hide_banner", "-loglevel", "error", "-y", ...sources, "-t", "3", ...video, ...audio, path]);
  return path;
}

interface Run {
  inits: SourceInit[];
  fragments: SourceFragment[];
  until(condition: () => boolean): Promise<void>;
  end: Promise<SourceEnd>;
  stop(): void;
}

function run(config: FfmpegSourceConfig, audio: AudioSetting = "copy", originUs = systemClock.nowUs() - 3_600_000_000): Run {
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const wakes: (() => void)[] = [];
  const inits: SourceInit[] = [];
  const fragments: SourceFragment[] = [];
  const emit = (event: SourceEvent) => {
    if (event.kind === "init") inits.push(event);
    if (event.kind === "fragment") fragments.push(event);
    for (const wake of wakes.splice(0)) wake();
  };
  const context = { signal: stopping.signal, clock: systemClock, originUs, notBeforeUs: 0, emit };
  const end = new FfmpegSource(config, audio).run(context);
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => wakes.push(resolve));
  };
  return { inits, fragments, until, end, stop: () => stopping.abort() };
}

function file(path: string, loop: boolean): FfmpegSourceConfig {
  return { kind: "file", path, loop, secret: undefined };
}

test.skipIf(withoutFfmpeg)("a looping file becomes contiguous fragments of about 200 ms on the stream's own timeline (ffmpeg)", { timeout: 20_000 }, async () => {
  const originUs = systemClock.nowUs() - 3_600_000_000;
  const { inits, fragments, until } = run(file(clip, true), "copy", originUs);
  await until(() => fragments.length >= 22);
  const [init] = inits;
  expect(init).toMatchObject({ width: 320, height: 180 });
  expect(init?.codecs).toMatch(/^avc1\.[0-9A-Fa-f]{6},mp4a\.40\.2$/);
  const info = readInitInfo(init?.bytes ?? new Uint8Array());
  const video = info.tracks.find((track) => track.kind === "video");
  for (const [index, fragment] of fragments.entries()) {
    const previous = fragments[index - 1];
    if (previous !== undefined) expect(Math.abs(fragment.startUs - previous.startUs - previous.durationUs)).toBeLessThan(50_000);
    expect(fragment.durationUs).toBeLessThanOrEqual(500_000);
    const read = readFragmentInfo(fragment.bytes, info);
    const track = read.tracks.find((candidate) => candidate.trackId === video?.trackId);
    const mediaUs = ((track?.baseDecodeTime ?? 0) * 1_000_000) / (video?.timescale ?? 1);
    expect(Math.abs(originUs + mediaUs - fragment.startUs)).toBeLessThan(1000);
  }
  expect(fragments.filter((fragment) => fragment.key).length).toBeGreaterThanOrEqual(4);
  expect(Math.abs((fragments[0]?.startUs ?? 0) - systemClock.nowUs())).toBeLessThan(10_000_000);
});

test.skipIf(withoutFfmpeg)("a file that is not looped ends the run with a reason, and may be tried again (ffmpeg)", { timeout: 20_000 }, async () => {
  const { end, fragments } = run(file(clip, false));
  expect(await end).toMatchObject({ cause: "camera-offline", retrySoon: true });
  expect(fragments.length).toBeGreaterThan(10);
});

test.skipIf(withoutFfmpeg)("a file that is not there ends the run with ffmpeg's own words (ffmpeg)", { timeout: 20_000 }, async () => {
  const { end } = run(file(join(folder, "missing.mp4"), true));
  expect((await end).detail).toMatch(/missing\.mp4.*No such file or directory/);
});

test.skipIf(withoutFfmpeg)("audio set to off leaves one video track (ffmpeg)", { timeout: 20_000 }, async () => {
  const { inits, until } = run(file(clip, true), "off");
  await until(() => inits.length === 1);
  expect(inits[0]?.codecs).toMatch(/^avc1\.[0-9A-Fa-f]{6}$/);
});

test.skipIf(withoutFfmpeg)("G.711 audio becomes AAC when set to transcode, the video stays as it was (ffmpeg)", { timeout: 20_000 }, async () => {
  const { inits, until, fragments } = run(file(makeClip("alaw.mkv", ["-c:a", "pcm_alaw"]), true), "transcode");
  await until(() => fragments.length > 0);
  expect(inits[0]?.codecs).toMatch(/^avc1\..*,mp4a\.40\.2$/);
});

test.skipIf(withoutFfmpeg)("what ffmpeg pushes over RTMP is taken in, and its end is noticed (ffmpeg)", { timeout: 30_000 }, async () => {
  const port = await freePort();
  const { fragments, until, end, inits } = run({ kind: "rtmp", host: "127.0.0.1", port, path: "live/cam", secret: undefined });
  const stopSender = push(["-f", "flv", `rtmp://127.0.0.1:${port}/live/cam`]);
  await until(() => fragments.length >= 8);
  expect(inits[0]?.width).toBe(320);
  stopSender();
  expect(await end).toMatchObject({ cause: "camera-offline", retrySoon: true });
});

test.skipIf(withoutSrt)("what ffmpeg pushes over SRT is taken in (ffmpeg with libsrt)", { timeout: 30_000 }, async () => {
  const port = await freePort();
  const { fragments, until, inits } = run({ kind: "srt", host: "127.0.0.1", port, secret: "secret words" });
  push(["-f", "mpegts", `srt://127.0.0.1:${port}?mode=caller&passphrase=secret words`]);
  await until(() => fragments.length >= 5);
  expect(inits[0]?.codecs).toMatch(/^avc1\./);
});

/** A sender that tries until somebody listens. Returns how to kill it. */
function push(output: string[]): () => void {
  let stopped = false;
  let kill = () => {};
  const start = () => {
    if (stopped) return;
    const child = spawn("ffmpeg", ["-hide_banner", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", clip, "-c", "copy", ...output], { stdio: "ignore" });
    kill = () => child.kill("SIGKILL");
    child.on("exit", () => start());
  };
  start();
  const stop = () => {
    stopped = true;
    kill();
  };
  onTestFinished(stop);
  return stop;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
