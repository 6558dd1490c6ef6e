import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startTestServer } from "../../server/test-server.ts";
import { createLog, silentLog } from "../../shared/node/log/log.ts";
import { ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { readCaptureConfig } from "../../workers/capture/config/read-config.ts";
import { createCapture } from "../../workers/capture/context.ts";
import { writeCaptureSites } from "../../workers/demo-city/capture-sites.ts";
import { loadCameraTokens } from "../../workers/demo-city/city/camera-tokens.ts";
import { demoCity, type DemoEvaluator } from "../../workers/demo-city/city/demo-city.ts";
import { seedRegistry } from "../../workers/demo-city/database/seed-city.ts";
import { RtspCameraServer } from "../../workers/demo-city/rtsp-camera/rtsp-camera-server.ts";
import { pushPorts, sourcesOf } from "../../workers/demo-city/streaming/camera-places.ts";
import { startCameras, untilCamerasSend } from "../../workers/demo-city/streaming/start-cameras.ts";

const PASSWORD = { user: "demo", password: "demo" };
const PICTURE = /^avc1\.[0-9A-F]{6}$/i;
const PICTURE_AND_SOUND = /^avc1\.[0-9A-F]{6},mp4a\.40\.2$/i;
const STREAMS = {
  "hailan-workshop-front/main": PICTURE_AND_SOUND,
  "hailan-workshop-front/sub": PICTURE,
  "luling-bench-front/main": PICTURE_AND_SOUND,
  "luling-lab302-front/main": PICTURE,
};

/** Only the cameras that are not like the others. */
function unusualCameras(): DemoEvaluator[] {
  const isUnusual = ({ feed }: { feed: { kind: string; sub: boolean } }) => feed.kind !== "rtsp" || feed.sub;
  return demoCity()
    .map((evaluator) => ({ ...evaluator, rooms: evaluator.rooms.map((room) => ({ ...room, cameras: room.cameras.filter(isUnusual) })).filter((room) => room.cameras.length > 0) }))
    .filter((evaluator) => evaluator.rooms.length > 0);
}

test.skipIf(ffmpegMissing)("demo cameras over RTMP, over SRT, and over RTSP with a sub stream and sound are kept, and those that are pulled never fail at the start (ffmpeg with libsrt)", { timeout: 90_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "mingjian-demo-cameras-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const centreUrl = await server.listen();
  const city = unusualCameras();
  const tokens = await loadCameraTokens(directory, city.flatMap(({ rooms }) => rooms).flatMap(({ cameras }) => cameras).map(({ id }) => id));
  await seedRegistry(server.db, city, tokens);
  const cameraServer = await RtspCameraServer.listen({ port: 0, password: PASSWORD });
  onTestFinished(() => cameraServer.close());
  const places = { server: cameraServer, password: PASSWORD, ...(await pushPorts({ cameras: 0, line: 0, rtmp: 0, srt: 0 })) };

  const stop = new AbortController();
  const running = startCameras(city, places, { clock: systemClock, log: silentLog(), signal: stop.signal });
  const [file = ""] = await writeCaptureSites(city, { directory, tokens, centreUrl: () => centreUrl, sources: (camera) => sourcesOf(camera, places) });
  await untilCamerasSend(city, cameraServer, systemClock, stop.signal);
  const lines: string[] = [];
  const log = createLog({ name: "capture", level: "warn", destination: { write: (line) => void lines.push(line) } });
  const capture = (await createCapture(await readCaptureConfig(file), { log })).run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await Promise.all([...running, capture]);
  });

  await vi.waitFor(async () => {
    const rows = await server.db.selectFrom("stream").select(["cameraId", "role", "codecs", "lastEndUs"]).where("lastEndUs", "is not", null).execute();
    const codecs = Object.fromEntries(rows.map((row) => [`${row.cameraId}/${row.role}`, row.codecs]));
    expect(codecs).toEqual(Object.fromEntries(Object.entries(STREAMS).map(([stream, pattern]) => [stream, expect.stringMatching(pattern) as string])));
  }, { timeout: 60_000, interval: 300 });
  expect(lines.filter((line) => line.includes("hailan-workshop-front"))).toEqual([]);
});
