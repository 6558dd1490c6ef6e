import type { Log } from "../../../shared/node/log/log.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import type { DemoEvaluator } from "../city/demo-city.ts";
import { RoomPicture } from "../drawing/room-picture.ts";
import { planRoom } from "../drawing/room-plan.ts";
import type { RtspCameraServer } from "../rtsp-camera/rtsp-camera-server.ts";
import { pathsOf, targetsOf, type CameraPlaces } from "./camera-places.ts";
import { DrawnCamera } from "./drawn-camera.ts";
import { encoderArguments } from "./encoder-arguments.ts";
import { Encoder } from "./encoder.ts";

const PICTURE = { width: 960, height: 540, framesPerSecond: 8 };
/** Encoders of a busy machine; longer, and the capture worker may as well say what is missing. */
const SEND_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;
/** Until the capture worker is up and listens. */
const LISTENS_WITHIN_MS = 45_000;

/** Draws and encodes every camera until the signal aborts. */
export function startCameras(city: readonly DemoEvaluator[], places: CameraPlaces, parts: { clock: Clock; log: Log; signal: AbortSignal }): Promise<void>[] {
  const { clock, signal } = parts;
  const rooms = city.flatMap((evaluator) => evaluator.rooms);
  return rooms.flatMap((room, seed) => {
    const plan = planRoom(room.kind, seed);
    return room.cameras.map(async (camera) => {
      const picture = new RoomPicture({ ...PICTURE, plan, mounting: camera.mounting, caption: camera.id, source: camera.source });
      const log = parts.log.child({ camera: camera.id });
      const expectedFailuresMs = camera.feed.kind === "rtsp" ? 0 : LISTENS_WITHIN_MS;
      const encoder = new Encoder(encoderArguments(PICTURE, targetsOf(camera, places)), { clock, log, expectedFailuresMs });
      // Spread over the frame interval, so that twelve pictures are not drawn at once.
      await clock.sleep((camera.source * 1000) / PICTURE.framesPerSecond / 12, signal).catch(() => undefined);
      const stopDrawing = new DrawnCamera({ picture, encoder, clock, framesPerSecond: PICTURE.framesPerSecond }).start();
      await encoder.run(signal);
      stopDrawing();
    });
  });
}

/** Resolves when every camera that is pulled can be, or when waiting longer would hide a fault. */
export async function untilCamerasSend(city: readonly DemoEvaluator[], server: RtspCameraServer, clock: Clock, signal: AbortSignal): Promise<void> {
  const paths = city.flatMap((evaluator) => evaluator.rooms).flatMap((room) => room.cameras).flatMap((camera) => pathsOf(camera));
  const untilMs = clock.monotonicMs() + SEND_WITHIN_MS;
  while (!signal.aborted && clock.monotonicMs() < untilMs && paths.some((path) => server.camera(path).sdp === null)) {
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
}
