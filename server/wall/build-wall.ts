import type { z } from "zod";
import type { WallCamera, WallFilings, WallFilingsAge, WallRoom, WallSnapshot, WallStream } from "../../shared/protocol/wall.ts";
import type { LiveState } from "../../shared/protocol/live.ts";
import { completenessOf, listGaps, sumCompleteness } from "./completeness.ts";
import type { CompletenessRows, CompletenessWindow } from "./completeness-queries.ts";
import type { StorageFacts } from "./storage-facts.ts";
import type { WallCameraRow, WallRows, WallStreamRow } from "./wall-queries.ts";

/** Newest picture older than this: late. */
export const LATE_AFTER_US = 5_000_000;
/** Nothing at all for this long: lost. */
export const LOST_AFTER_US = 15_000_000;
const SHOWN_GAPS = 50;

/** What the wall shows, without its number: one pure function of rows and time. */
export type WallFacts = Omit<z.infer<typeof WallSnapshot>, "boot" | "seq">;

export interface WallInput {
  rows: WallRows;
  completeness: CompletenessRows;
  window: CompletenessWindow;
  storage: StorageFacts;
  filings: WallFilings | null;
  filingsAge: WallFilingsAge | null;
  nowUs: number;
}

export function buildWall({ rows, completeness, window, storage, filings, filingsAge, nowUs }: WallInput): WallFacts {
  const cameras = completenessOf(completeness, window, nowUs);
  const gaps = listGaps(cameras, nowUs);
  const inSession = new Set(completeness.sessions.filter((session) => session.startUs <= nowUs && nowUs < session.endUs).map((session) => session.roomId));
  const camerasOf = Map.groupBy(rows.cameras, (camera) => camera.roomId);
  const streamsOf = Map.groupBy(rows.streams, (stream) => stream.cameraId);
  const rooms = rows.rooms.map((room): WallRoom => {
    const ofRoom = camerasOf.get(room.id) ?? [];
    const streams = ofRoom.map((camera) => (streamsOf.get(camera.id) ?? []).find((stream) => stream.role === "main"));
    return {
      ...(room as Pick<WallRoom, "id" | "evaluatorId" | "nameZh" | "nameEn">),
      state: roomState(streams, inSession.has(room.id), nowUs),
      cameras: ofRoom.map((camera) => wallCamera(camera, streamsOf.get(camera.id) ?? [], nowUs)),
    };
  });
  return {
    atUs: nowUs,
    evaluators: rows.evaluators as WallFacts["evaluators"],
    rooms,
    completeness: sumCompleteness(cameras, window),
    gaps: gaps.slice(0, SHOWN_GAPS),
    gapsTotal: gaps.length,
    storage,
    filings,
    filingsAge,
  };
}

/** The worst camera decides while a session runs; outside a session only what really streams counts. */
function roomState(streams: readonly (WallStreamRow | undefined)[], inSession: boolean, nowUs: number): WallRoom["state"] {
  const states = streams.map((stream) => cameraState(stream, nowUs));
  const relevant = inSession ? states : states.filter((state) => state !== "lost");
  if (relevant.includes("lost")) return "lost";
  if (relevant.includes("late")) return "late";
  return relevant.includes("live") ? "live" : "idle";
}

function cameraState(stream: WallStreamRow | undefined, nowUs: number): "live" | "late" | "lost" {
  if (stream === undefined || ageUs(stream.lastReceivedUs, nowUs) > LOST_AFTER_US) return "lost";
  return ageUs(stream.lastEndUs, nowUs) > LATE_AFTER_US ? "late" : "live";
}

function wallCamera(camera: WallCameraRow, streams: readonly WallStreamRow[], nowUs: number): z.infer<typeof WallCamera> {
  const { id, nameZh, nameEn } = camera as WallCameraRow & Pick<z.infer<typeof WallCamera>, "id">;
  const known = streams.map((stream) => wallStream(stream, nowUs));
  return { id, nameZh, nameEn, streams: known.some((stream) => stream.role === "main") ? known : [NEVER, ...known] };
}

const NEVER: z.infer<typeof WallStream> = {
  role: "main",
  state: "never-connected",
  lastFrameUs: null,
  codecs: null,
  width: null,
  height: null,
  bitsPerSecond: null,
  cameraOffsetMs: null,
  backlogRecords: null,
  detail: null,
};

function wallStream(row: WallStreamRow, nowUs: number): z.infer<typeof WallStream> {
  const { role, codecs, width, height, bitsPerSecond, cameraOffsetMs, backlogRecords } = row;
  return { role, state: liveState(row, nowUs), lastFrameUs: row.lastEndUs, codecs, width, height, bitsPerSecond, cameraOffsetMs, backlogRecords, detail: row.captureDetail };
}

function liveState(row: WallStreamRow, nowUs: number): LiveState {
  if (!row.connected) return "offline";
  if (row.lastEndUs === null) return "connecting";
  return ageUs(row.lastReceivedUs, nowUs) > LATE_AFTER_US ? "no-frames" : "live";
}

function ageUs(atUs: number | null, nowUs: number): number {
  return atUs === null ? Infinity : nowUs - atUs;
}
