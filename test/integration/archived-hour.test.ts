import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import type { FootageList } from "../../shared/protocol/footage.ts";
import { chromiumMissing, openBrowser } from "../browser/harness/browser.ts";
import { missingGstElements } from "../real-parts/gstreamer.ts";
import { missingVlc, playEndWithVlc, readWithVlc } from "../real-parts/vlc.ts";
import { addTestStream, archiveSpool, fillSpool, playComplaints, SpoolWriter } from "./archive-fixtures.ts";
import { recordLong } from "./hour-footage.ts";

/** Six days into the stream's epoch: no ordinary file begins there. */
const START_US = Date.UTC(2026, 5, 1) * 1000;
const ORIGIN_US = START_US - 6 * 86_400_000_000;
const RANGE = "from=2026-06-01T00:00:00Z&to=2026-06-01T01:10:00Z";
const RATE = 5;
const HOUR_SECONDS = 3600;
const AWAY_SECONDS = 25;
const LIMIT = { timeout: 120_000 };

let server: TestServer;
let folder: string;
/** An hour with a lost camera in it, and what came after the camera's settings were changed. */
let hour: string;
let after: string;

beforeAll(async () => {
  if (ffmpegMissing) return;
  folder = await mkdtemp(join(tmpdir(), "mingjian-hour-"));
  // VLC plays as nobody.
  await chmod(folder, 0o755);
  server = await startTestServer();
  const cookie = await server.signInAs("administrator");
  const stream = await addTestStream(server.db, "hour-c2", ORIGIN_US);
  const footage = await recordLong(ORIGIN_US, START_US, [{ minutes: 20, size: "320x180", awayMs: 0 }, { minutes: 40, size: "320x180", awayMs: AWAY_SECONDS * 1000 }, { minutes: 1, size: "480x270", awayMs: 0 }], RATE);
  const writer = new SpoolWriter(stream);
  const { dataDirectory } = server.context.config;
  await fillSpool(dataDirectory, footage.records.map((content) => writer.record(content)));
  await archiveSpool({ db: server.db, store: server.context.store, dataDirectory });
  const get = (url: string) => server.app.inject({ url, headers: { cookie } });
  const { parts } = (await get(`/api/v1/cameras/hour-c2/footage?${RANGE}`)).json<FootageList>();
  expect(parts).toHaveLength(2);
  [hour = "", after = ""] = await Promise.all(parts.map(async ({ url, part }) => {
    const path = join(folder, `part-${part}.mp4`);
    await writeFile(path, (await get(url)).rawPayload);
    return path;
  }));
}, 120_000);

afterAll(async () => {
  if (ffmpegMissing) return;
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(ffmpegMissing)("an archived hour with a reconnect opens as one file that begins at 0 and is an hour long, whole and without complaint, in ffprobe and ffmpeg", LIMIT, async () => {
  expect(await playComplaints(hour)).toEqual({ probe: "", play: "", frames: HOUR_SECONDS * RATE });
  const { stdout } = spawnSync("ffprobe", ["-v", "error", "-show_entries", "format=start_time,duration", "-of", "csv=p=0", hour]);
  const [startSeconds, durationSeconds] = stdout.toString().split(",").map(Number);
  expect(startSeconds).toBe(0);
  expect(durationSeconds).toBeCloseTo(HOUR_SECONDS + AWAY_SECONDS, 0);
});

test.skipIf(ffmpegMissing)("footage after a change of the camera's parameters is a file of its own that ffprobe and ffmpeg take as well", LIMIT, async () => {
  expect(await playComplaints(after)).toEqual({ probe: "", play: "", frames: 60 * RATE });
});

const gstMissing = ffmpegMissing || missingGstElements("playbin", "qtdemux", "h264parse", "openh264dec", "faad");
test.skipIf(gstMissing)("an archived hour plays from end to end in GStreamer, picture and sound", LIMIT, () => {
  for (const file of [hour, after]) {
    const played = spawnSync("gst-launch-1.0", ["-q", "playbin", `uri=file://${file}`, "video-sink=fakesink sync=false", "audio-sink=fakesink sync=false"]);
    expect({ status: played.status, complaints: played.stderr.toString() }).toEqual({ status: 0, complaints: "" });
  }
});

test.skipIf(ffmpegMissing || missingVlc())("an archived hour is read to its end by VLC without complaint, and its last seconds are found and played", LIMIT, () => {
  expect(readWithVlc(hour).complaints).toEqual([]);
  expect(playEndWithVlc(hour, HOUR_SECONDS + AWAY_SECONDS - 4)).toEqual({ complaints: [], pictures: true });
});

test.skipIf(ffmpegMissing || chromiumMissing !== "")("an archived hour opens in Chromium's own player, which knows its length and finds any moment in it", LIMIT, async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`file://${hour}`);
    const moments = [0, 1_190, 1_800, HOUR_SECONDS + AWAY_SECONDS - 5];
    const seen = await page.evaluate(async (wanted) => {
      const video = document.querySelector("video");
      if (video === null) throw new Error("expected the browser to open its player");
      video.muted = true;
      if (video.readyState === 0) await new Promise((resolve, reject) => {
        video.addEventListener("loadedmetadata", resolve);
        video.addEventListener("error", () => reject(new Error(video.error?.message ?? "no reason given")));
      });
      const picture = () => new Promise<number>((resolve) => video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime)));
      const times: number[] = [];
      for (const moment of wanted) {
        const shown = picture();
        video.currentTime = moment;
        await video.play();
        await shown;
        times.push(await picture());
      }
      return { durationSeconds: video.duration, times, error: video.error?.message ?? null };
    }, moments);
    expect(seen.error).toBe(null);
    expect(seen.durationSeconds).toBeCloseTo(HOUR_SECONDS + AWAY_SECONDS, 0);
    seen.times.forEach((time, index) => expect(Math.abs(time - (moments[index] ?? 0))).toBeLessThan(3));
  } finally {
    await browser.close();
  }
});
