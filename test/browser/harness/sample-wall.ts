import type { z } from "zod";
import { demoCity, type DemoCamera } from "../../../workers/demo-city/city/demo-city.ts";
import { WallSnapshot, type WallRoom } from "../../../shared/protocol/wall.ts";
import { sampleFilings } from "./sample-filings.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";

export type Snapshot = z.infer<typeof WallSnapshot>;

export interface SampleWallOptions {
  boot: string;
  /** Cameras that are away. */
  away: ReadonlySet<string>;
}

/** A wall snapshot of the demo city, in the shape that the real server sends. */
export function sampleWall(seq: number, { boot, away }: SampleWallOptions): Snapshot {
  const nowUs = systemClock.nowUs();
  const evaluators = demoCity();
  const rooms: WallRoom[] = evaluators.flatMap((evaluator) =>
    evaluator.rooms.map((room) => {
      const cameras = room.cameras.map((camera) => cameraOf(camera, away, nowUs));
      const lost = cameras.every((camera) => away.has(camera.id));
      return { id: room.id, evaluatorId: evaluator.id, nameZh: room.name.zh, nameEn: room.name.en, state: lost ? ("lost" as const) : ("live" as const), cameras };
    }),
  );
  return WallSnapshot.parse({
    boot,
    seq,
    atUs: Math.round(nowUs),
    evaluators: evaluators.map(({ id, name }) => ({ id, nameZh: name.zh, nameEn: name.en })),
    rooms,
    completeness: {
      windowFromUs: Math.round(nowUs - 3600e6),
      windowToUs: Math.round(nowUs),
      expectedSeconds: 43_200,
      storedSeconds: 43_095,
      gapSeconds: 105,
      backfilledSeconds: 64,
      gapCount: 5,
      longestGapSeconds: 41,
    },
    gaps: gapsAt(nowUs, rooms, away),
    gapsTotal: 9,
    storage: {
      capacityBytes: 8e12,
      freeBytes: 6.2e12,
      archivedBytes: 1.78e12,
      spoolBytes: 412e6,
      spoolLimitBytes: 20e9,
      daysLeft: 83.4,
      archiveLagSeconds: 14,
    },
    filings: sampleFilings(nowUs),
    filingsAge: { entry: 39_132, ledgerEntry: 39_132, computedAtMs: Math.round(nowUs / 1000 - 4000) },
  });
}

function cameraOf(camera: DemoCamera, away: ReadonlySet<string>, nowUs: number): WallRoom["cameras"][number] {
  const up = !away.has(camera.id);
  const stream = {
    state: up ? ("live" as const) : ("offline" as const),
    lastFrameUs: Math.round(nowUs - (up ? 0.4e6 : 372e6)),
    codecs: "avc1.64001E",
    cameraOffsetMs: null,
    backlogRecords: 0,
    detail: null,
  };
  return {
    id: camera.id,
    nameZh: camera.name.zh,
    nameEn: camera.name.en,
    streams: [
      { ...stream, role: "main", width: 1280, height: 720, bitsPerSecond: 2_000_000 },
      { ...stream, role: "sub", width: 640, height: 360, bitsPerSecond: 300_000 },
    ],
  };
}

const CAUSES = ["network", "camera-offline", "capture-stopped", "not-yet-arrived", "camera-no-keyframe", "corrupted", "spool-full", "clock-jump"] as const;

function gapsAt(nowUs: number, rooms: readonly WallRoom[], away: ReadonlySet<string>): Snapshot["gaps"] {
  const cameras = rooms.flatMap((room) => room.cameras);
  const open = cameras.filter((camera) => away.has(camera.id)).map((camera) => ({
    cameraId: camera.id,
    startUs: Math.round(nowUs - 372e6),
    endUs: Math.round(nowUs),
    cause: "camera-offline" as const,
    detail: null,
    open: true,
  }));
  const closed = CAUSES.map((cause, index) => ({
    cameraId: cameras[(index * 5) % cameras.length]?.id ?? open[0]?.cameraId,
    startUs: Math.round(nowUs - (index + 1) * 411e6),
    endUs: Math.round(nowUs - (index + 1) * 411e6 + (7 + index * 5) * 1e6),
    cause,
    detail: null,
    open: false,
  }));
  return [...open, ...closed].filter((gap) => gap.cameraId !== undefined) as Snapshot["gaps"];
}
