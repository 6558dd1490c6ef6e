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
import { planRoom } from "./drawing/room-plan.ts";
import { RoomPicture } from "./drawing/room-picture.ts";
import { cutNowAndThen } from "./outage/line-schedule.ts";
import { StallingProxy } from "./outage/stalling-proxy.ts";
import { RtspCameraServer } from "./rtsp-camera/rtsp-camera-server.ts";
import { DrawnCamera } from "./streaming/drawn-camera.ts";
import { encoderArguments } from "./streaming/encoder-arguments.ts";
import { Encoder } from "./streaming/encoder.ts";

const PICTURE = { width: 960, height: 540, framesPerSecond: 8 };
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
  const cameras = await listenNear(wished.cameras, (port) => RtspCameraServer.listen({ port, password: CAMERA_PASSWORD }));
  const line = await listenNear(wished.line, (port) => StallingProxy.listen(port, parts.centre));
  await rememberPorts(directory, { cameras: cameras.port, line: line.port });

  const running = startCameras(city, cameras, { clock, log, signal });
  const files = await writeCaptureSites(city, {
    directory,
    tokens,
    centreUrl: (evaluator) => `http://127.0.0.1:${evaluator.shakyLine ? line.port : parts.centre.port}`,
    cameraUrl: (camera) => cameras.url(camera.id).replace("//", `//${CAMERA_PASSWORD.user}:${CAMERA_PASSWORD.password}@`),
  });
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

function startCameras(city: readonly DemoEvaluator[], server: RtspCameraServer, parts: { clock: Clock; log: Log; signal: AbortSignal }): Promise<void>[] {
  const { clock, signal } = parts;
  const rooms = city.flatMap((evaluator) => evaluator.rooms);
  return rooms.flatMap((room, seed) => {
    const plan = planRoom(room.kind, seed);
    return room.cameras.map(async (camera) => {
      const picture = new RoomPicture({ ...PICTURE, plan, mounting: camera.mounting, caption: camera.id, source: camera.source });
      const log = parts.log.child({ camera: camera.id });
      const encoder = new Encoder(encoderArguments(PICTURE, { kind: "rtsp", url: server.url(camera.id) }), { clock, log });
      // Spread over the frame interval, so that twelve pictures are not drawn at once.
      await clock.sleep((camera.source * 1000) / PICTURE.framesPerSecond / 12, signal).catch(() => undefined);
      const stopDrawing = new DrawnCamera({ picture, encoder, clock, framesPerSecond: PICTURE.framesPerSecond }).start();
      await encoder.run(signal);
      stopDrawing();
    });
  });
}

function camerasOf(city: readonly DemoEvaluator[]): DemoCamera[] {
  return city.flatMap((evaluator) => evaluator.rooms).flatMap((room) => room.cameras);
}
