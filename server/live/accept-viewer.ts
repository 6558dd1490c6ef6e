import { LIVE_PROTOCOL, WatchRequest, type WatchReply } from "../../shared/protocol/live.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Principal } from "../access/principal.ts";
import type { LiveCamera, LiveCameras } from "./live-cameras.ts";
import type { LiveMetrics } from "./live-metrics.ts";
import type { LiveSettings } from "./live-settings.ts";
import type { LiveSocket } from "./live-socket.ts";
import type { LiveStreams } from "./live-streams.ts";
import { Viewer } from "./viewer.ts";
import type { ViewingLog } from "./viewing-log.ts";

interface ViewerContext {
  cameras: LiveCameras;
  clock: Clock;
  log: Log;
  metrics: LiveMetrics;
  settings: LiveSettings;
  streams: LiveStreams;
  viewers: Set<Viewer>;
  viewings: ViewingLog;
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
    viewer.close();
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
  const camera = await findCamera(context, request.data);
  if (camera === "unavailable") {
    reply(refusal("unavailable", `expected the camera registry to answer, it did not: ${cameraId} may well exist; try again in a few seconds`));
    return;
  }
  if (camera === null && context.streams.find(cameraId, role) === undefined) {
    reply(refusal("unknown-camera", `expected a registered camera, got "${cameraId}": check its id in the list of cameras`));
    return;
  }
  const ended = await context.viewings.begin(principalOf(viewer.socket), cameraId);
  // The page may have gone, or filled its tiles, while registry and ledger were asked.
  const late = ended === null ? ledgerFull() : refuseViewer(context, viewer);
  if (ended === null || late !== null || !viewer.socket.connected) {
    ended?.();
    if (late !== null) reply(late);
    return;
  }
  const stream = context.streams.of({ cameraId, role }, camera?.lastFrameUs[role] ?? null);
  const state = stream.state(context.clock.monotonicMs());
  const roles = rolesOf(context, cameraId, camera);
  reply({ ok: true, tile: stream.tile, state, lastFrameUs: stream.lastFrameUs, roles });
  viewer.join(stream, ended);
}

/** null = not registered, as far as the registry knows. Without an answer of it, a camera that feeds this node can still be watched. */
async function findCamera({ cameras, streams, log }: ViewerContext, { cameraId, role }: WatchRequest): Promise<LiveCamera | null | "unavailable"> {
  try {
    return await cameras.find(cameraId);
  } catch (error) {
    log.error({ err: error, cameraId }, "the registry did not answer a viewer");
    return streams.find(cameraId, role)?.init ? null : "unavailable";
  }
}

/** Left there by the access guard. */
function principalOf(socket: LiveSocket): Principal | null {
  return (socket.data as { principal?: Principal } | undefined)?.principal ?? null;
}

function ledgerFull(): Refusal {
  return refusal("unavailable", "expected the ledger to take the entry of this viewing (P8), but too many wait for it: see /readyz, and try again when the database answers");
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
