import { LIVE_PROTOCOL, WatchRequest, type WatchReply } from "../../shared/protocol/live.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { LiveCamera, LiveCameras } from "./live-cameras.ts";
import type { LiveMetrics } from "./live-metrics.ts";
import type { LiveSettings } from "./live-settings.ts";
import type { LiveSocket } from "./live-socket.ts";
import type { LiveStreams } from "./live-streams.ts";
import { Viewer } from "./viewer.ts";

interface ViewerContext {
  cameras: LiveCameras;
  clock: Clock;
  log: Log;
  metrics: LiveMetrics;
  settings: LiveSettings;
  streams: LiveStreams;
  viewers: Set<Viewer>;
}

/** Binds the page's events of one socket; its tiles end with it. */
export function acceptViewer(context: ViewerContext, socket: LiveSocket): void {
  const viewer = new Viewer(socket);
  context.viewers.add(viewer);
  context.metrics.viewers(context.viewers.size);
  socket.on("watch", (request: unknown, reply: unknown) => {
    if (typeof reply === "function") void watch(context, viewer, request, reply as (reply: WatchReply) => void);
  });
  socket.on("unwatch", (request: unknown) => {
    const tile = tileOf(request);
    if (tile !== null) viewer.leave(tile);
  });
  socket.on("ping", (reply: unknown) => {
    if (typeof reply === "function") (reply as (nowUs: number) => void)(context.clock.nowUs());
  });
  socket.on("disconnect", () => {
    context.viewers.delete(viewer);
    context.metrics.viewers(context.viewers.size);
  });
}

function tileOf(request: unknown): number | null {
  if (typeof request !== "object" || request === null || !("tile" in request)) return null;
  return typeof request.tile === "number" ? request.tile : null;
}

type Refusal = Extract<WatchReply, { ok: false }>;

async function watch(context: ViewerContext, viewer: Viewer, body: unknown, reply: (reply: WatchReply) => void): Promise<void> {
  const request = WatchRequest.safeParse(body);
  if (!request.success) {
    reply(refusal("bad-request", `expected {cameraId, role}, got something else: ${request.error.issues[0]?.message ?? "unreadable"}`));
    return;
  }
  const refused = refuseViewer(context, viewer);
  if (refused !== null) {
    reply(refused);
    return;
  }
  const { cameraId, role } = request.data;
  let camera: LiveCamera | null;
  try {
    camera = await context.cameras.find(cameraId);
  } catch (error) {
    context.log.error({ err: error, cameraId }, "the registry did not answer a viewer");
    reply(refusal("unavailable", `expected the camera registry to answer, it did not: ${cameraId} may well exist; try again in a few seconds`));
    return;
  }
  if (camera === null && context.streams.find(cameraId, role) === undefined) {
    reply(refusal("unknown-camera", `expected a registered camera, got "${cameraId}": check its id in the list of cameras`));
    return;
  }
  // The page may have gone, or filled its tiles, while the registry was asked.
  if (!viewer.socket.connected) return;
  const late = refuseViewer(context, viewer);
  if (late !== null) {
    reply(late);
    return;
  }
  const stream = context.streams.of({ cameraId, role }, camera?.lastFrameUs[role] ?? null);
  const state = stream.state(context.clock.monotonicMs());
  const roles = rolesOf(context, cameraId, camera);
  reply({ ok: true, tile: stream.tile, state, lastFrameUs: stream.lastFrameUs, roles });
  viewer.join(stream);
}

function refuseViewer(context: ViewerContext, viewer: Viewer): Refusal | null {
  const protocol: unknown = (viewer.socket.handshake.auth as { protocol?: unknown }).protocol;
  if (protocol !== LIVE_PROTOCOL) {
    return refusal("protocol-version", `expected live protocol ${LIVE_PROTOCOL}, got ${String(protocol)}: load the page again`);
  }
  const { maxTilesPerViewer } = context.settings;
  if (viewer.tileCount < maxTilesPerViewer) return null;
  return refusal("too-many-tiles", `expected at most ${maxTilesPerViewer} tiles on one page, got one more: close a tile first`);
}

/** Roles with a row, and roles that feed this node but whose row is too new to be seen. */
function rolesOf(context: ViewerContext, cameraId: string, camera: LiveCamera | null) {
  const roles = new Set(camera?.roles ?? []);
  for (const role of ["main", "sub"] as const) {
    const stream = context.streams.find(cameraId, role);
    if (stream !== undefined && stream.init !== null) roles.add(role);
  }
  return [...roles];
}

function refusal(reason: Refusal["reason"], message: string): Refusal {
  return { ok: false, reason, message };
}
