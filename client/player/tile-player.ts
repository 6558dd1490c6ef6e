import type { StreamRole } from "../../shared/domain/ids.ts";
import type { LiveInit, LiveMediaFacts, LiveState, WatchReply } from "../../shared/protocol/live.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { FrameWatch } from "./frame-watch.ts";
import { LatencyController } from "./latency-controller.ts";
import type { LiveConnection } from "./live-connection.ts";
import { MediaSink } from "./media-sink.ts";
import { conditionOf, type TileCondition } from "./tile-condition.ts";
import type { TileStats } from "./tile-stats.ts";
import type { VideoPool } from "./video-pool.ts";

export interface TileParts {
  connection: LiveConnection;
  videos: VideoPool;
  clock: Clock;
}

/** Fragments arrive but no picture for this long: the media source is rebuilt. */
const REBUILD_AFTER_MS = 4000;
/** A camera that never sent anything is asked about again: only its first stream tells which roles it has. */
const ASK_AGAIN_MS = 5000;

/**
 * Plays one camera in one element. DOM, media and socket live here; a
 * component only shows `condition` and `stats()`.
 */
export class TilePlayer {
  readonly cameraId: string;
  #parts: TileParts;
  #holder: HTMLElement;
  #preferred: StreamRole;
  #role: StreamRole;
  #stopWatching: (() => void) | null = null;
  #video: HTMLVideoElement | null = null;
  #still = document.createElement("canvas");
  #sink: MediaSink | null = null;
  #frames: FrameWatch | null = null;
  #latency = new LatencyController();
  #init: LiveInit | null = null;
  #refusal: Extract<WatchReply, { ok: false }> | null = null;
  #unplayable = new Map<StreamRole, string>();
  #roles: readonly StreamRole[] = [];
  #serverState: LiveState | null = null;
  #lastFrameUs: number | null = null;
  #newestUs = 0;
  #shownBeforeMs: number | null = null;
  #lastArrivalMs: number | null = null;
  #builtAtMs = 0;
  #askAgainAtMs: number | null = null;
  #counts = { droppedByServer: 0, rebuilds: 0, framesBefore: 0 };

  constructor(parts: TileParts, holder: HTMLElement, cameraId: string, preferred: StreamRole) {
    this.#parts = parts;
    this.#holder = holder;
    this.cameraId = cameraId;
    this.#preferred = preferred;
    this.#role = preferred;
    this.#still.className = "tile-still";
    holder.append(this.#still);
  }

  get condition(): TileCondition {
    return conditionOf({
      started: this.#stopWatching !== null,
      socketConnected: this.#parts.connection.connected,
      refusal: this.#refusal,
      unsupportedCodecs: this.#unplayable.get(this.#role) ?? null,
      serverState: this.#serverState,
      sinceFrameMs: this.#sinceFrameMs(),
      chasing: this.#latency.rate > 1,
    });
  }

  start(): void {
    if (this.#stopWatching !== null) return;
    this.#watch(this.#role);
  }

  /** Off-screen, hidden page or page turn. The last picture stays as a still. */
  stop(): void {
    this.#askAgainAtMs = null;
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#tearDown();
  }

  dispose(): void {
    this.stop();
    this.#still.remove();
  }

  /** Main when enlarged, sub in the grid; a stream the browser cannot play is not asked for again. */
  prefer(role: StreamRole): void {
    this.#preferred = role;
    const wanted = this.#unplayable.has(role) || (this.#roles.length > 0 && !this.#roles.includes(role)) ? this.#role : role;
    if (wanted !== this.#role) this.#switchTo(wanted);
  }

  /** Called a few times a second: a player that gets media but shows nothing is rebuilt. */
  check(): void {
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#askAgainAtMs !== null && nowMs >= this.#askAgainAtMs) this.#switchTo(this.#role);
    if (this.#sink === null || this.#init === null || this.#lastArrivalMs === null) return;
    const quietMs = nowMs - Math.max(this.#frames?.lastShownMs ?? 0, this.#builtAtMs);
    if (nowMs - this.#lastArrivalMs < 1000 && quietMs > REBUILD_AFTER_MS) this.#rebuild();
  }

  stats(): TileStats {
    const quality = this.#video?.getVideoPlaybackQuality();
    const range = this.#sink?.lastRange() ?? null;
    return {
      cameraId: this.cameraId,
      role: this.#role,
      degraded: this.#role !== this.#preferred && this.#unplayable.has(this.#preferred),
      condition: this.condition.kind,
      codecs: this.#init?.codecs ?? null,
      width: this.#init?.width ?? null,
      height: this.#init?.height ?? null,
      latencyMs: this.#frames?.latencyMs ?? null,
      targetMs: Math.round(this.#latency.targetMs),
      bufferMs: range === null || this.#video === null ? null : Math.round((range.end - this.#video.currentTime) * 1000),
      playbackRate: this.#latency.rate,
      framesShown: this.#counts.framesBefore + (this.#frames?.shown ?? 0),
      framesDropped: quality?.droppedVideoFrames ?? 0,
      droppedByServer: this.#counts.droppedByServer,
      stalls: this.#latency.stalls,
      jumps: this.#latency.jumps,
      rebuilds: this.#counts.rebuilds,
      lastFrameUs: this.#lastFrameUs,
    };
  }

  #watch(role: StreamRole): void {
    this.#role = role;
    this.#refusal = null;
    this.#serverState = null;
    this.#stopWatching = this.#parts.connection.watch(this.cameraId, role, {
      onReply: (reply) => this.#onReply(reply),
      onInit: (init) => this.#onInit(init),
      onMedia: (facts, bytes) => this.#onMedia(facts, bytes),
      onDropped: ({ fragments }) => (this.#counts.droppedByServer += fragments),
      onState: ({ state, lastFrameUs }) => {
        this.#serverState = state;
        this.#lastFrameUs = lastFrameUs ?? this.#lastFrameUs;
      },
      onDisconnect: () => (this.#serverState = null),
    });
  }

  #switchTo(role: StreamRole): void {
    const started = this.#stopWatching !== null;
    this.stop();
    this.#init = null;
    this.#role = role;
    if (started) this.#watch(role);
  }

  #onReply(reply: WatchReply): void {
    if (!reply.ok) {
      this.#refusal = reply;
      return;
    }
    this.#refusal = null;
    this.#roles = reply.roles;
    this.#serverState = reply.state;
    this.#lastFrameUs = reply.lastFrameUs ?? this.#lastFrameUs;
    this.#askAgainAtMs = reply.roles.length === 0 ? this.#parts.clock.monotonicMs() + ASK_AGAIN_MS : null;
    const only = reply.roles[0];
    if (only !== undefined && !reply.roles.includes(this.#role)) this.#switchTo(only);
  }

  #onInit(init: LiveInit): void {
    if (!MediaSink.canPlay(init.codecs)) {
      this.#unplayable.set(this.#role, init.codecs);
      const other = this.#role === "main" ? "sub" : "main";
      if (this.#roles.includes(other) && !this.#unplayable.has(other)) this.#switchTo(other);
      return;
    }
    this.#unplayable.delete(this.#role);
    const continues = this.#sink !== null && this.#init?.originUs === init.originUs;
    if (continues && this.#init?.codecs !== init.codecs) this.#sink?.changeCodecs(init.codecs);
    this.#init = init;
    if (!continues || this.#sink === null) this.#build(init);
    this.#sink?.append(new Uint8Array(init.bytes));
  }

  #onMedia([, startUs, durationUs]: LiveMediaFacts, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#sink === null || this.#init === null || this.#video === null) return;
    const nowMs = this.#parts.clock.monotonicMs();
    this.#lastArrivalMs = nowMs;
    this.#lastFrameUs = startUs + durationUs;
    const slackMs = this.#newestUs === 0 ? 0 : Math.max(0, (this.#newestUs - this.#init.originUs) / 1000 - this.#video.currentTime * 1000);
    this.#newestUs = Math.max(this.#newestUs, startUs + durationUs);
    this.#sink.append(bytes);
    if (this.#frames === null || this.#frames.shown === 0) return;
    const decision = this.#latency.onFragment({ nowMs, durationMs: durationUs / 1000, slackMs });
    if (decision.kind === "jump") this.#seekTo(decision.aheadMs);
    else if (this.#video.playbackRate !== decision.rate) this.#video.playbackRate = decision.rate;
  }

  #build(init: LiveInit): void {
    this.#tearDown();
    const video = this.#parts.videos.acquire();
    if (video === null) {
      this.#refusal = { ok: false, reason: "too-many-tiles", message: "the page shows as many pictures as the browser can hold" };
      return;
    }
    this.#video = video;
    this.#builtAtMs = this.#parts.clock.monotonicMs();
    this.#newestUs = 0;
    this.#latency.restart();
    video.classList.remove("shown");
    this.#holder.append(video);
    this.#sink = new MediaSink(video, init.codecs, { appended: () => this.#leaveHole(), broken: () => this.#rebuild() });
    const latencyOf = (mediaTime: number, displayInMs: number): number | null => {
      if (this.#parts.connection.serverClock.roundTripMs === null) return null;
      return (this.#parts.connection.serverNowUs() - init.originUs) / 1000 - mediaTime * 1000 + displayInMs;
    };
    this.#frames = new FrameWatch(video, latencyOf, () => video.classList.add("shown"));
  }

  /**
   * Media time begins at the stream's epoch, far from 0, and may have holes
   * where fragments were lost: the playhead would wait before either for ever.
   */
  #leaveHole(): void {
    const range = this.#sink?.lastRange() ?? null;
    if (range === null || this.#video === null) return;
    if (this.#video.currentTime < range.start) this.#seekTo(this.#latency.bufferTargetMs);
    if (this.#video.paused) void this.#video.play().catch(() => undefined);
  }

  #seekTo(aheadMs: number): void {
    const range = this.#sink?.lastRange() ?? null;
    if (range === null || this.#video === null) return;
    this.#video.playbackRate = 1;
    this.#video.currentTime = Math.max(range.start, range.end - aheadMs / 1000);
  }

  /** Starts afresh with a new join: the server sends init and the current group of pictures again. */
  #rebuild(): void {
    if (this.#stopWatching === null) return;
    this.#counts.rebuilds += 1;
    this.#switchTo(this.#role);
  }

  #tearDown(): void {
    const video = this.#video;
    this.#shownBeforeMs = this.#frames?.lastShownMs ?? this.#shownBeforeMs;
    this.#counts.framesBefore += this.#frames?.shown ?? 0;
    this.#frames?.stop();
    this.#sink?.close();
    this.#frames = null;
    this.#sink = null;
    this.#video = null;
    this.#lastArrivalMs = null;
    if (video === null) return;
    this.#keepStill(video);
    this.#parts.videos.release(video);
  }

  /** Keeps the last picture visible while another stream is opened. */
  #keepStill(video: HTMLVideoElement): void {
    if (video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    this.#still.width = Math.min(video.videoWidth, 960);
    this.#still.height = Math.round((this.#still.width * video.videoHeight) / video.videoWidth);
    this.#still.getContext("2d")?.drawImage(video, 0, 0, this.#still.width, this.#still.height);
  }

  #sinceFrameMs(): number | null {
    const lastMs = this.#frames?.lastShownMs ?? this.#shownBeforeMs;
    return lastMs === null ? null : this.#parts.clock.monotonicMs() - lastMs;
  }
}
