import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { writeCaptureSites } from "./capture-sites.ts";
import { loadCameraTokens, newToken } from "./city/camera-tokens.ts";
import { demoCity, type DemoCamera, type DemoEvaluator } from "./city/demo-city.ts";
import { endSittings, keepSittingsRunning, recentSittings, registerProducer, seedRegistry } from "./database/seed-city.ts";
import { lastPorts, listenNear, rememberPorts } from "./demo-ports.ts";
import { CityStory } from "./history/city-story.ts";
import { HistoryTeller } from "./history/history-teller.ts";
import { HISTORY_SOURCE } from "./history/story.ts";
import { cutNowAndThen } from "./outage/line-schedule.ts";
import { StallingProxy } from "./outage/stalling-proxy.ts";
import { RtspCameraServer } from "./rtsp-camera/rtsp-camera-server.ts";
import { pushPorts, sourcesOf, type CameraPlaces } from "./streaming/camera-places.ts";
import { startCameras, untilCamerasSend } from "./streaming/start-cameras.ts";

const SITTINGS_CHECK_MS = 60_000;
const CAMERA_PASSWORD = { user: "demo", password: "demo" };

export interface DemoParts {
  db: Kysely<Database>;
  clock: Clock;
  log: Log;
  /** For tokens, ports and the capture configurations. */
  directory: string;
  centre: { host: string; port: number };
  /** Called when cameras can be pulled; the files are capture configurations. */
  onReady(captureFiles: readonly string[]): void;
}

/** Runs the demo city until the signal aborts. */
export async function runDemo(parts: DemoParts, signal: AbortSignal): Promise<void> {
  const { db, clock, log, directory } = parts;
  const city = demoCity();
  const tokens = await loadCameraTokens(directory, camerasOf(city).map((camera) => camera.id));
  await seedRegistry(db, city, tokens);
  const nowDate = () => new Date(clock.nowUs() / 1000);
  await keepSittingsRunning(db, city, nowDate());

  const wished = await lastPorts(directory);
  const feeds = await pushPorts(wished);
  const cameras = await listenNear(wished.cameras, (port) => RtspCameraServer.listen({ port, password: CAMERA_PASSWORD }));
  const line = await listenNear(wished.line, (port) => StallingProxy.listen(port, parts.centre));
  await rememberPorts(directory, { cameras: cameras.port, line: line.port, ...feeds });

  const places: CameraPlaces = { server: cameras, password: CAMERA_PASSWORD, ...feeds };
  const running = startCameras(city, places, { clock, log, signal });
  const files = await writeCaptureSites(city, {
    directory,
    tokens,
    centreUrl: (evaluator) => `http://127.0.0.1:${evaluator.shakyLine ? line.port : parts.centre.port}`,
    sources: (camera) => sourcesOf(camera, places),
  });
  await untilCamerasSend(city, cameras, clock, signal);
  parts.onReady(files);
  const stopChecking = clock.every(SITTINGS_CHECK_MS, () => {
    keepSittingsRunning(db, city, nowDate()).catch((error: unknown) => log.warn({ err: error }, "could not look after the demo's sittings; trying again in a minute"));
  });

  const telling = historyTeller(parts, city).run(signal);

  await Promise.all([...running, telling, cutNowAndThen(line, clock, log, signal)]);
  stopChecking();
  await Promise.all([cameras.close(), line.close(), endSittings(db, city, nowDate())]);
}

function historyTeller({ db, clock, log, directory, centre }: DemoParts, city: readonly DemoEvaluator[]): HistoryTeller {
  const story = new CityStory(city);
  return new HistoryTeller({
    clock,
    log,
    directory,
    centreUrl: `http://${centre.host}:${centre.port}`,
    newToken,
    register: (token) => registerProducer(db, HISTORY_SOURCE, token),
    story: async (sinceMs, untilMs) => story.between(sinceMs, untilMs, await recentSittings(db, city, new Date(untilMs))),
  });
}

function camerasOf(city: readonly DemoEvaluator[]): DemoCamera[] {
  return city.flatMap((evaluator) => evaluator.rooms).flatMap((room) => room.cameras);
}
