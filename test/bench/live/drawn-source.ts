import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { RoomPicture } from "../../../workers/demo-city/drawing/room-picture.ts";
import { planRoom } from "../../../workers/demo-city/drawing/room-plan.ts";
import type { RtspCameraServer } from "../../../workers/demo-city/rtsp-camera/rtsp-camera-server.ts";

export interface DrawnSourceOptions {
  path: string;
  width: number;
  height: number;
  framesPerSecond: number;
  source: number;
  /** What is burned into a frame, of the moment it is drawn and of how many were drawn before. */
  counterOf(nowUs: number, index: number): number;
}

const GOP_S = 2;
const COMES_WITHIN_MS = 10_000;
const SHANGHAI = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });

/**
 * A camera whose every frame carries a counter: drawn here, encoded by real ffmpeg as a camera
 * with low delay would, and pushed to an RTSP camera server that capture pulls from.
 */
export class DrawnSource {
  /** Moment at which the frame of that index was drawn, UTC µs. */
  readonly drawnUs: number[] = [];
  readonly #options: DrawnSourceOptions;
  readonly #picture: RoomPicture;
  #encoder: ChildProcess | null = null;
  #stopFrames: () => void = () => undefined;

  constructor(options: DrawnSourceOptions) {
    const { width, height, source, path } = options;
    this.#options = options;
    this.#picture = new RoomPicture({ width, height, plan: planRoom("workshop", source), mounting: "front", caption: path.toUpperCase(), source });
  }

  /** Resolves once the camera server can be asked for it. */
  async start(server: RtspCameraServer): Promise<void> {
    const { path, framesPerSecond } = this.#options;
    const encoder = spawn("ffmpeg", this.#arguments(server.url(path)), { stdio: ["pipe", "ignore", "inherit"] });
    encoder.stdin.on("error", () => undefined);
    this.#encoder = encoder;
    let ready = true;
    this.#stopFrames = systemClock.every(1000 / framesPerSecond, () => {
      if (!ready) return;
      ready = false;
      this.#draw();
      encoder.stdin.write(this.#picture.canvas.bytes, () => (ready = true));
    });
    const untilMs = systemClock.monotonicMs() + COMES_WITHIN_MS;
    while (server.camera(path).sdp === null) {
      if (systemClock.monotonicMs() > untilMs) throw new Error(`expected ffmpeg to push ${path} within ${COMES_WITHIN_MS / 1000} s, it did not`);
      await systemClock.sleep(50);
    }
  }

  async stop(): Promise<void> {
    this.#stopFrames();
    if (this.#encoder === null) return;
    const gone = once(this.#encoder, "exit");
    this.#encoder.kill("SIGKILL");
    await gone;
  }

  #draw(): void {
    const nowUs = systemClock.nowUs();
    const counter = this.#options.counterOf(nowUs, this.drawnUs.length);
    this.drawnUs.push(nowUs);
    this.#picture.draw(nowUs / 1e6, SHANGHAI.format(nowUs / 1000), counter);
  }

  #arguments(url: string): string[] {
    const { width, height, framesPerSecond } = this.#options;
    const gop = GOP_S * framesPerSecond;
    return [
      "-hide_banner -loglevel error -nostats",
      `-f rawvideo -pix_fmt yuv420p -video_size ${width}x${height} -framerate ${framesPerSecond} -use_wallclock_as_timestamps 1 -i pipe:0 -fps_mode passthrough`,
      "-c:v libx264 -preset ultrafast -tune zerolatency -threads 1 -crf 25 -maxrate 2M -bufsize 2M",
      `-g ${gop} -keyint_min ${gop} -sc_threshold 0 -bf 0 -pix_fmt yuv420p -f rtsp -rtsp_transport tcp ${url}`,
    ].flatMap((options) => options.split(" "));
  }
}
