import type { Namespace, Server } from "socket.io";
import type { Capability } from "../../shared/domain/capability.ts";
import { readInitInfo, type InitInfo } from "../../shared/media/init-info.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import { LIVE_NAMESPACE, type LiveState, type PageToLive } from "../../shared/protocol/live.ts";
import type { FeedStream, FootageFeed } from "../feed/footage-feed.ts";
import type { LiveCameras } from "./live-cameras.ts";
import { acceptViewer } from "./accept-viewer.ts";
import type { LiveMetrics } from "./live-metrics.ts";
import { DEFAULT_LIVE_SETTINGS, type LiveSettings } from "./live-settings.ts";
import { mediaRoom, watchRoom, type LiveNamespace } from "./live-socket.ts";
import type { LiveStream } from "./live-stream.ts";
import { LiveStreams } from "./live-streams.ts";
import type { Viewer } from "./viewer.ts";
import type { ViewingLog } from "./viewing-log.ts";

export interface LiveStageContext {
  io: Server;
  feed: FootageFeed;
  cameras: LiveCameras;
  /** Declares who may connect and use each event (P16); called once, before any socket is accepted. */
  guard: (namespace: Namespace, access: typeof LIVE_ACCESS) => void;
  clock: Clock;
  log: Log;
  metrics: LiveMetrics;
  /** Who watched what is on record before the first byte (P8). */
  viewings: ViewingLog;
  settings?: Partial<LiveSettings>;
}

export interface LiveStage {
  /** Lets go of the feed and the timers; sockets are closed by whoever owns the server. */
  stop(): void;
}

/** Who may do what here (P16). */
export const LIVE_ACCESS = {
  connect: "live.watch",
  events: { watch: "live.watch", unwatch: "live.watch", ping: "live.watch" },
} as const satisfies { connect: Capability; events: Record<keyof PageToLive, Capability> };

const SWEEP_INTERVAL_MS = 250;

/** Serves live pictures to browsers from the feed of this process: the one branch that may drop, and counts it. */
export function createLiveStage(context: LiveStageContext): LiveStage {
  const settings: LiveSettings = { ...DEFAULT_LIVE_SETTINGS, ...context.settings };
  const namespace: LiveNamespace = context.io.of(LIVE_NAMESPACE);
  const streams = new LiveStreams(settings);
  const viewers = new Set<Viewer>();
  const shownStates = new Map<LiveStream, LiveState>();
  context.guard(namespace as unknown as Namespace, LIVE_ACCESS);

  const showState = (stream: LiveStream): void => {
    const state = stream.state(context.clock.monotonicMs());
    if (shownStates.get(stream) === state) return;
    shownStates.set(stream, state);
    namespace.to(watchRoom(stream.tile)).emit("state", { tile: stream.tile, state, lastFrameUs: stream.lastFrameUs });
  };

  const fanOut = createFanOut(context, namespace, streams, viewers, settings, showState);
  const unsubscribe = context.feed.subscribe({
    onRecord: fanOut,
    onLink: (stream, connected) => {
      const live = streams.of(stream);
      live.setLink(stream, connected);
      showState(live);
    },
  });
  namespace.on("connection", (socket) => acceptViewer({ ...context, settings, streams, viewers }, socket));

  const stopSweep = context.clock.every(SWEEP_INTERVAL_MS, () => {
    for (const stream of streams.all()) showState(stream);
    for (const viewer of viewers) {
      if (!viewer.dropIfOver(settings.viewerLimitBytes)) continue;
      context.metrics.slowViewer();
      context.log.warn({ socketId: viewer.socket.id }, "a viewer cannot keep up: it loses whole groups of pictures");
    }
  });
  return {
    stop() {
      unsubscribe();
      stopSweep();
    },
  };
}

/** One encoding for all viewers of a stream: the room's adapter writes the same buffer to every socket. */
function createFanOut(
  context: LiveStageContext,
  namespace: LiveNamespace,
  streams: LiveStreams,
  viewers: ReadonlySet<Viewer>,
  settings: LiveSettings,
  showState: (stream: LiveStream) => void,
): (stream: FeedStream, record: StreamRecord) => void {
  const takeInit = (stream: FeedStream, record: StreamRecord): void => {
    const facts = readInit(context.log, stream, record);
    if (facts === null) return;
    const live = streams.of(stream);
    namespace.to(mediaRoom(live.tile)).emit("init", live.takeInit(stream, record, facts));
    for (const viewer of viewers) viewer.noteInit(live);
  };
  const takeMedia = (stream: FeedStream, record: StreamRecord): void => {
    const live = streams.of(stream);
    const fragment = live.takeMedia(stream, record, context.clock.monotonicMs());
    showState(live);
    const { rooms } = namespace.adapter;
    const watching = rooms.get(watchRoom(live.tile))?.size ?? 0;
    // Looking at every viewer is only worth it when somebody waits for this stream.
    if (watching > (rooms.get(mediaRoom(live.tile))?.size ?? 0)) {
      let dropped = 0;
      for (const viewer of viewers) dropped += viewer.beforeFragment(live, fragment, settings.viewerResumeBytes);
      if (dropped > 0) context.metrics.droppedFragments(dropped);
    }
    const receivers = rooms.get(mediaRoom(live.tile))?.size ?? 0;
    if (receivers === 0) return;
    context.metrics.sentBytes(receivers * fragment.bytes.byteLength);
    namespace.to(mediaRoom(live.tile)).emit("media", fragment.facts, fragment.bytes);
  };
  return (stream, record) => {
    // What arrives late is for the archive: a viewer is shown the present.
    if (record.backfilled) return;
    if (record.kind === "init") takeInit(stream, record);
    if (record.kind === "media") takeMedia(stream, record);
  };
}

/** null, and a line in the log, for an init segment we cannot read: the stream is kept, but not shown. */
function readInit(log: Log, stream: FeedStream, record: StreamRecord): InitInfo | null {
  try {
    return readInitInfo(record.payload);
  } catch (error) {
    log.warn({ err: error, cameraId: stream.cameraId, role: stream.role }, "an init segment that cannot be read: the stream is not shown live");
    return null;
  }
}
