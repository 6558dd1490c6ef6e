import { spawn, type ChildProcess } from "node:child_process";
import { RoomPicture } from "../../../workers/demo-city/drawing/room-picture.ts";
import { planRoom, type RoomKind } from "../../../workers/demo-city/drawing/room-plan.ts";
import type { FeedStream, FootageFeed } from "../../../server/feed/footage-feed.ts";
import { readFragmentInfo } from "../../../shared/media/fragment-info.ts";
import { readInitInfo, type InitInfo } from "../../../shared/media/init-info.ts";
import { retimeFragment } from "../../../shared/media/retime-fragment.ts";
import type { RecordKind, StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { Mp4Splitter } from "./mp4-splitter.ts";

export interface DrawnStreamOptions {
  feed: FootageFeed;
  stream: FeedStream;
  width: number;
  height: number;
  framesPerSecond: number;
  kind: RoomKind;
  mounting: "front" | "rear";
  source: number;
}

/** Counters of all drawn streams are milliseconds since this moment, so that a picture read from the screen tells its age. */
export const COUNTER_EPOCH_US = Date.UTC(2026, 10, 22) * 1000;

const SHANGHAI = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });

/** A drawn room encoded by real ffmpeg in real time; its fragments go into the feed as ingest would publish them. */
export class DrawnStream {
  readonly #options: DrawnStreamOptions;
  readonly #picture: RoomPicture;
  #child: ChildProcess | null = null;
  #stopFrames: (() => void) | null = null;
  #init: InitInfo | null = null;
  #number = 0;
  #zeroUs: number | null = null;

  constructor(options: DrawnStreamOptions) {
    this.#options = options;
    const { width, height, kind, mounting, source } = options;
    this.#picture = new RoomPicture({ width, height, plan: planRoom(kind, source), mounting, caption: options.stream.cameraId.toUpperCase(), source });
  }

  start(): void {
    const { framesPerSecond, feed, stream } = this.#options;
    const child = spawn("ffmpeg", this.#arguments(), { stdio: ["pipe", "pipe", "inherit"] });
    this.#child = child;
    const splitter = new Mp4Splitter((kind, bytes) => this.#publish(kind, bytes));
    child.stdout.on("data", (chunk: Buffer) => splitter.take(chunk));
    child.stdin.on("error", () => undefined);
    let ready = true;
    this.#stopFrames = systemClock.every(1000 / framesPerSecond, () => {
      if (!ready) return;
      ready = false;
      const nowUs = systemClock.nowUs();
      this.#picture.draw(nowUs / 1e6, SHANGHAI.format(nowUs / 1000), Math.round((nowUs - COUNTER_EPOCH_US) / 1000));
      child.stdin.write(this.#picture.canvas.bytes, () => (ready = true));
    });
    feed.publishLink(stream, true);
  }

  /** `connected` false: capture went away as well; true: only the camera froze. */
  stop(connected = false): void {
    this.#stopFrames?.();
    this.#child?.kill("SIGKILL");
    this.#zeroUs = null;
    this.#options.feed.publishLink(this.#options.stream, connected);
  }

  #arguments(): string[] {
    const { width, height, framesPerSecond: rate } = this.#options;
    const input = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", `${width}x${height}`, "-framerate", String(rate), "-use_wallclock_as_timestamps", "1"];
    const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-threads", "1", "-crf", "26", "-g", String(rate * 2), "-bf", "0"];
    const cut = Math.round((1e6 * Math.max(1, Math.round(rate / 5))) / rate) - 5000;
    const mp4 = ["-movflags", "frag_keyframe+empty_moov+default_base_moof+skip_trailer", "-frag_duration", String(cut), "-flush_packets", "1"];
    return ["-hide_banner", "-loglevel", "error", "-nostats", ...input, "-i", "pipe:0", "-fps_mode", "passthrough", ...h264, "-pix_fmt", "yuv420p", ...mp4, "-f", "mp4", "pipe:1"];
  }

  #publish(kind: "init" | "media", bytes: Uint8Array): void {
    const { feed, stream } = this.#options;
    this.#number += 1;
    if (kind === "init") {
      this.#init = readInitInfo(bytes);
      feed.publishRecord(stream, this.#record("init", bytes));
      return;
    }
    const timescale = this.#init?.tracks[0]?.timescale;
    if (this.#init === null || timescale === undefined) return;
    const durationTicks = readFragmentInfo(bytes, this.#init).tracks[0]?.durationTicks ?? 0;
    // ffmpeg counts from its first frame. A fragment leaves it when the frame after it arrives: so that frame is now.
    this.#zeroUs ??= systemClock.nowUs() - (durationTicks / timescale) * 1e6;
    const offsetTicks = Math.round(((this.#zeroUs - stream.originUs) / 1e6) * timescale);
    const ours = retimeFragment(bytes, (_trackId, ticks) => ticks + offsetTicks);
    const info = readFragmentInfo(ours, this.#init);
    const startUs = stream.originUs + Math.round(((info.tracks[0]?.baseDecodeTime ?? 0) / timescale) * 1e6);
    const durationUs = Math.round((durationTicks / timescale) * 1e6);
    feed.publishRecord(stream, { ...this.#record("media", ours), key: info.key, startUs, durationUs });
  }

  #record(kind: RecordKind, payload: Uint8Array): StreamRecord {
    const common = { streamHandle: 0, key: false, backfilled: false, discontinuity: false, startUs: 0, durationUs: 0, cameraOffsetMs: null, payloadCrc32: 0 };
    return { ...common, kind, number: this.#number, capturedUs: systemClock.nowUs(), payloadBytes: payload.byteLength, payload };
  }
}
