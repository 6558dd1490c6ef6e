import { classifyGaps, type Gap } from "../../shared/timeline/classify-gaps.ts";
import { intersect, subtract, total, type Interval } from "../../shared/timeline/intervals.ts";
import type { WallCompleteness, WallGap } from "../../shared/protocol/wall.ts";
import type { CameraId } from "../../shared/domain/ids.ts";
import type { z } from "zod";
import type { CameraRow, CompletenessRows, CompletenessWindow, EpochRow, GapRow, LinkRow } from "./completeness-queries.ts";

/** Footage younger than this may still be on its way: it is neither expected nor missing yet. */
export const GRACE_US = 5_000_000;

export interface CameraCompleteness {
  cameraId: CameraId;
  expectedUs: number;
  storedUs: number;
  backfilledUs: number;
  gaps: Gap[];
}

/** Per camera what is expected, stored and missing in the window; pure. */
export function completenessOf(rows: CompletenessRows, window: CompletenessWindow, nowUs: number): CameraCompleteness[] {
  const horizonUs = Math.min(window.toUs, nowUs - GRACE_US);
  const epochsOf = Map.groupBy(rows.epochs, (epoch) => epoch.cameraId);
  const sessionsOf = Map.groupBy(rows.sessions, (session) => session.roomId);
  const runsOf = Map.groupBy(rows.runs, (run) => run.streamId);
  const gapsOf = Map.groupBy(rows.gaps, (gap) => gap.streamId);
  const linksOf = Map.groupBy(rows.links, (link) => link.streamId);
  return rows.cameras.map((camera) => {
    const epochs = epochsOf.get(camera.id) ?? [];
    const runs = epochs.flatMap((epoch) => runsOf.get(epoch.id) ?? []);
    const declared = epochs.flatMap((epoch) => gapsOf.get(epoch.id) ?? []);
    const asked = { startUs: Math.max(window.fromUs, camera.createdUs), endUs: horizonUs };
    const expected = intersect(sessionsOf.get(camera.roomId) ?? [], [asked]);
    const connected = epochs.flatMap((epoch) => connectedIntervals(linksOf.get(epoch.id) ?? [], horizonUs));
    const kept = epochs.flatMap((epoch) => subtract(runsOf.get(epoch.id) ?? [], lostAtCentre(gapsOf.get(epoch.id) ?? [])));
    const { stored, gaps } = classifyGaps({
      expected,
      stored: kept,
      declared,
      disconnected: subtract([asked], connected),
      epochOriginsUs: originsOf(camera, epochs),
      newestUs: newestOf(epochs, declared),
      now: saysNow(epochs.at(-1)),
    });
    const backfilledUs = runs.reduce((sumUs, run) => sumUs + Math.min(run.backfilledUs, total(intersect([run], expected))), 0);
    return { cameraId: camera.id as CameraId, expectedUs: total(expected), storedUs: total(stored), backfilledUs, gaps };
  });
}

/** Ingest stored these seconds, and the archive found them gone: they count as missing, unless another epoch has them. */
function lostAtCentre(declared: readonly GapRow[]): Interval[] {
  return declared.filter(({ cause }) => cause === "centre-lost");
}

function originsOf(camera: CameraRow, epochs: readonly EpochRow[]): number[] {
  return [...new Set([...(camera.firstOriginUs === null ? [] : [camera.firstOriginUs]), ...epochs.map((epoch) => epoch.originUs)])];
}

function newestOf(epochs: readonly EpochRow[], declared: readonly Interval[]): number | null {
  const ends = [...epochs.map((epoch) => epoch.lastEndUs), ...declared.map((gap) => gap.endUs)].filter((endUs) => endUs !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Only the word of a worker that is here and has sent all it had explains why nothing newer comes. */
function saysNow(newest: EpochRow | undefined): { state: string; detail: string | null } | null {
  if (newest === undefined || !newest.connected || newest.captureState === null || (newest.backlogRecords ?? 0) > 0) return null;
  return { state: newest.captureState, detail: newest.captureDetail };
}

function connectedIntervals(links: readonly LinkRow[], untilUs: number): Interval[] {
  return links.flatMap((link, index) => (link.connected ? [{ startUs: link.atUs, endUs: links[index + 1]?.atUs ?? untilUs }] : []));
}

/** Many cameras as one figure. */
export function sumCompleteness(cameras: readonly CameraCompleteness[], window: CompletenessWindow): z.infer<typeof WallCompleteness> {
  const gaps = cameras.flatMap((camera) => camera.gaps.map((gap) => gap.endUs - gap.startUs));
  const sumOf = (pick: (camera: CameraCompleteness) => number) => cameras.reduce((sum, camera) => sum + pick(camera), 0) / 1e6;
  return {
    windowFromUs: window.fromUs,
    windowToUs: window.toUs,
    expectedSeconds: sumOf((camera) => camera.expectedUs),
    storedSeconds: sumOf((camera) => camera.storedUs),
    gapSeconds: gaps.reduce((sumUs, gapUs) => sumUs + gapUs, 0) / 1e6,
    backfilledSeconds: sumOf((camera) => camera.backfilledUs),
    gapCount: gaps.length,
    longestGapSeconds: gaps.reduce((longestUs, gapUs) => Math.max(longestUs, gapUs), 0) / 1e6,
  };
}

/** All gaps, newest first; `open` ones reach up to now and still grow. */
export function listGaps(cameras: readonly CameraCompleteness[], nowUs: number): WallGap[] {
  const horizonUs = nowUs - GRACE_US;
  return cameras
    .flatMap(({ cameraId, gaps }) => gaps.map((gap): WallGap => ({ cameraId, ...gap, open: gap.endUs >= horizonUs })))
    .sort((a, b) => b.endUs - a.endUs || a.startUs - b.startUs);
}
