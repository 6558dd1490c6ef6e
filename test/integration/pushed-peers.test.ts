import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io as connect, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import type { FootageList } from "../../shared/protocol/footage.ts";
import { LIVE_NAMESPACE, LIVE_PROTOCOL, type LiveInit, type LiveToPage, type PageToLive, type WatchReply } from "../../shared/protocol/live.ts";
import { CameraId } from "../../shared/domain/ids.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import type { SourceConfig } from "../../workers/capture/config/capture-config.ts";
import { readCaptureConfig } from "../../workers/capture/config/read-config.ts";
import { createCapture } from "../../workers/capture/context.ts";
import { keepSending } from "../real-parts/child-program.ts";
import { freePort } from "../real-parts/child-server.ts";
import { missingGstElements } from "../real-parts/gstreamer.ts";
import { startMediaMtx, type MediaMtxServer } from "../real-parts/mediamtx-server.ts";
import { missingPart } from "../real-parts/part-cache.ts";
import { archiveSpool, playComplaints } from "./archive-fixtures.ts";
import { breaks, readCountedFootage, writeCountedClip, writeRepeated } from "./counted-footage.ts";

const SIZE = { width: 320, height: 180 };
const CLIP_FRAMES = 250;
const LIMIT = { timeout: 60_000 };
const GST_H264 = ["filesrc", "location=CLIP", "!", "tsdemux", "!", "h264parse", "!", "identity", "sync=true", "!"];
const FFMPEG_WITH_SOUND = ["-loglevel", "quiet", "-re", "-i", "CLIP", "-re", "-f", "lavfi", "-i", "sine=sample_rate=48000", "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac"];
const PICTURE = /^avc1\.[0-9A-Fa-f]{6}$/;
const PICTURE_AND_SOUND = /^avc1\.[0-9A-Fa-f]{6},mp4a\.40\.2$/;

/** A program that sends footage, where it sends it to, and how the capture worker takes it from there. */
interface Sender {
  name: string;
  cameraId: string;
  missing: string | false;
  codecs: RegExp;
  plan(): Promise<{ source: SourceConfig; command: string; args: string[] }>;
}

const folder = mkdtempSync(join(tmpdir(), "pushed-peers-"));
const clip = join(folder, "clip.ts");
const mediaMtxMissing = ffmpegMissing || (await missingPart("mediamtx"));
/** One for all that push over RTSP. */
let mediaMtx: Promise<MediaMtxServer> | null = null;

const SENDERS: readonly Sender[] = [
  {
    name: "ffmpeg over RTMP",
    cameraId: "rtmp-ffmpeg",
    missing: ffmpegMissing,
    codecs: PICTURE_AND_SOUND,
    plan: () => overRtmp((url) => ["ffmpeg", ...FFMPEG_WITH_SOUND, "-f", "flv", url]),
  },
  {
    name: "ffmpeg over SRT (ffmpeg with libsrt)",
    cameraId: "srt-ffmpeg",
    missing: ffmpegMissing || missingSrt(),
    codecs: PICTURE_AND_SOUND,
    plan: () => overSrt((url) => ["ffmpeg", ...FFMPEG_WITH_SOUND, "-f", "mpegts", url]),
  },
  {
    name: "ffmpeg over RTSP (MediaMTX)",
    cameraId: "rtsp-ffmpeg",
    missing: mediaMtxMissing,
    codecs: PICTURE_AND_SOUND,
    plan: () => overRtsp("ffmpeg", (url) => ["ffmpeg", ...FFMPEG_WITH_SOUND, "-f", "rtsp", "-rtsp_transport", "tcp", url]),
  },
  {
    name: "GStreamer over RTMP",
    cameraId: "rtmp-gstreamer",
    missing: ffmpegMissing || missingGstElements("tsdemux", "h264parse", "flvmux", "rtmp2sink"),
    codecs: PICTURE,
    plan: () => overRtmp((url) => ["gst-launch-1.0", ...GST_H264, "flvmux", "streamable=true", "!", "rtmp2sink", `location=${url}`]),
  },
  {
    name: "GStreamer over RTSP (MediaMTX)",
    cameraId: "rtsp-gstreamer",
    missing: mediaMtxMissing || missingGstElements("tsdemux", "h264parse", "rtspclientsink"),
    codecs: PICTURE,
    plan: () => overRtsp("gstreamer", (url) => ["gst-launch-1.0", ...GST_H264, "rtspclientsink", "protocols=tcp", `location=${url}`]),
  },
];

function missingSrt(): string | false {
  return spawnSync("ffmpeg", ["-hide_banner", "-protocols"]).stdout.toString().includes("srt\n") ? false : "this ffmpeg is built without libsrt";
}

type Command = (url: string) => string[];

async function overRtmp(command: Command) {
  const port = await freePort();
  return planOf({ kind: "rtmp", host: "127.0.0.1", port, path: "live/camera" }, command(`rtmp://127.0.0.1:${port}/live/camera`));
}

async function overSrt(command: Command) {
  const port = await freePort();
  return planOf({ kind: "srt", host: "127.0.0.1", port }, command(`srt://127.0.0.1:${port}?mode=caller`));
}

async function overRtsp(path: string, command: Command) {
  mediaMtx ??= startMediaMtx(null);
  const url = (await mediaMtx).url(path);
  return planOf({ kind: "rtsp", url }, command(url));
}

function planOf(source: SourceConfig, words: readonly string[]) {
  const [command = "", ...args] = words.map((word) => word.replace("CLIP", clip));
  return { source, command, args };
}

/** What a page that watches every camera has got so far. */
class LivePage {
  readonly inits = new Map<number, LiveInit>();
  readonly fragments = new Map<number, Uint8Array[]>();
  #tiles = new Map<string, number>();
  #socket: Socket<LiveToPage, PageToLive>;
  #wakes = new Set<() => void>();

  constructor(address: string, cookie: string) {
    this.#socket = connect(`${address}${LIVE_NAMESPACE}`, { transports: ["websocket"], extraHeaders: { cookie }, auth: { protocol: LIVE_PROTOCOL }, forceNew: true });
    this.#socket.on("init", (init) => {
      this.inits.set(init.tile, init);
      this.fragments.set(init.tile, []);
    });
    this.#socket.on("media", ([tile], bytes) => {
      this.fragments.get(tile)?.push(bytes);
      for (const wake of this.#wakes) wake();
    });
  }

  async watch(cameraId: string): Promise<void> {
    const reply = await new Promise<WatchReply>((resolve) => this.#socket.emit("watch", { cameraId: CameraId.parse(cameraId), role: "main" }, resolve));
    if (!reply.ok) throw new Error(reply.message);
    this.#tiles.set(cameraId, reply.tile);
  }

  /** The file that a player would have by now, once it holds this many fragments. */
  async file(cameraId: string, atLeast: number): Promise<{ codecs: string; bytes: Buffer }> {
    const tile = this.#tiles.get(cameraId) ?? -1;
    while ((this.fragments.get(tile)?.length ?? 0) < atLeast) await this.#nextFragment();
    const init = this.inits.get(tile);
    return { codecs: init?.codecs ?? "", bytes: Buffer.concat([init?.bytes ?? new Uint8Array(), ...(this.fragments.get(tile) ?? [])]) };
  }

  close(): void {
    this.#socket.close();
  }

  #nextFragment(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wakes.delete(wake);
        resolve();
      };
      this.#wakes.add(wake);
    });
  }
}

const running = SENDERS.filter(({ missing }) => !missing);
const stops: (() => Promise<void> | void)[] = [];
let server: TestServer;
let cookie: string;
let page: LivePage;
const startedAt = new Date(systemClock.nowUs() / 1000);

/** The camera's entry in the capture worker's configuration; its sender has begun. */
async function register(sender: Sender): Promise<{ id: string; token: string; main: SourceConfig }> {
  const { source, command, args } = await sender.plan();
  const put = (url: string, payload: object) => server.app.inject({ method: "PUT", url, headers: { cookie }, payload });
  const { token } = (await put(`/api/v1/cameras/${sender.cameraId}`, { roomId: "room-1", nameZh: "机位", nameEn: sender.name })).json<{ token: string }>();
  stops.push(keepSending(command, args));
  return { id: sender.cameraId, token, main: source };
}

beforeAll(async () => {
  if (running.length === 0) return;
  const once = join(folder, "once.ts");
  writeCountedClip(once, [{ ...SIZE, frames: CLIP_FRAMES }]);
  writeRepeated(clip, once, 12);
  server = await startTestServer();
  const address = await server.listen();
  cookie = await server.signInAs("administrator");
  const put = (url: string, payload: object) => server.app.inject({ method: "PUT", url, headers: { cookie }, payload });
  await put("/api/v1/evaluators/peers", { nameZh: "外来", nameEn: "Peers" });
  await put("/api/v1/rooms/room-1", { evaluatorId: "peers", nameZh: "一号", nameEn: "Room 1" });
  const cameras = await Promise.all(running.map(register));
  page = new LivePage(address, await server.signInAs("wall-device"));
  await Promise.all(cameras.map(({ id }) => page.watch(id)));

  const configPath = join(folder, "capture.json");
  writeFileSync(configPath, JSON.stringify({ siteName: "peers", serverUrls: [address], spool: { directory: "capture-spool", maxBytes: 1 << 28 }, cameras }));
  const capture = await createCapture(await readCaptureConfig(configPath), { log: silentLog() });
  const stopping = new AbortController();
  const stopped = capture.run(stopping.signal);
  stops.push(async () => {
    stopping.abort();
    await stopped;
  });
}, 60_000);

afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
  page?.close();
  await (await mediaMtx)?.remove();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

for (const { name, cameraId, missing, codecs } of SENDERS) {
  test.skipIf(missing)(`a viewer's page gets every frame of what is pushed by ${name}, and ffmpeg decodes it without complaint`, LIMIT, async () => {
    const file = await page.file(cameraId, 12);
    expect(file.codecs).toMatch(codecs);
    const { complaints, counters } = readCountedFootage(file.bytes, SIZE);
    expect({ complaints, breaks: breaks(counters, CLIP_FRAMES) }).toEqual({ complaints: "", breaks: [] });
    expect(counters.length).toBeGreaterThanOrEqual(40);
  });
}

function archive() {
  return archiveSpool({ db: server.db, store: server.context.store, dataDirectory: server.context.config.dataDirectory });
}

test.skipIf(running.length === 0 && ffmpegMissing)("what foreign programs pushed opens from the archive in ffprobe and in ffmpeg without complaint, every frame once (ffmpeg)", LIMIT, async () => {
  await Promise.all(running.map(({ cameraId }) => page.file(cameraId, 12)));
  await archive();
  for (const { cameraId } of running) {
    const bytes = await archivedFootage(cameraId);
    const path = join(folder, `${cameraId}.mp4`);
    writeFileSync(path, bytes);
    expect({ cameraId, ...(await playComplaints(path)) }).toMatchObject({ cameraId, probe: "", play: "" });
    const { counters } = readCountedFootage(bytes, SIZE);
    expect({ cameraId, breaks: breaks(counters, CLIP_FRAMES) }).toEqual({ cameraId, breaks: [] });
    expect(counters.length).toBeGreaterThanOrEqual(40);
  }
});

/** The first playable part since the test began, as an investigator downloads it. */
async function archivedFootage(cameraId: string): Promise<Buffer> {
  const get = (url: string) => server.app.inject({ url, headers: { cookie } });
  const window = `from=${startedAt.toISOString()}&to=${new Date(systemClock.nowUs() / 1000 + 1000).toISOString()}`;
  const list = (await get(`/api/v1/cameras/${cameraId}/footage?${window}`)).json<FootageList>();
  return (await get(list.parts[0]?.url ?? "no footage")).rawPayload;
}

const noPlayer = running.length === 0 ? ffmpegMissing : missingGstElements("qtdemux", "h264parse", "openh264dec");
test.skipIf(noPlayer)("archived footage plays in a player of another family without an error (GStreamer)", LIMIT, async () => {
  await archive();
  const path = join(folder, "player.mp4");
  writeFileSync(path, await archivedFootage(running[0]?.cameraId ?? ""));
  const played = spawnSync("gst-launch-1.0", ["-q", "filesrc", `location=${path}`, "!", "qtdemux", "!", "h264parse", "!", "openh264dec", "!", "fakesink", "sync=false"]);
  expect({ status: played.status, complaints: played.stderr.toString() }).toEqual({ status: 0, complaints: "" });
});
