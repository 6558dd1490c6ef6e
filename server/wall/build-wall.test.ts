import { expect, test } from "vitest";
import { buildWall, type WallInput } from "./build-wall.ts";
import { diffWall } from "./diff-wall.ts";
import type { WallStreamRow } from "./wall-queries.ts";

const NOW_US = 1_795_000_000_000_000;
const S = 1_000_000;

const stream = (facts: Partial<WallStreamRow> = {}): WallStreamRow => ({
  cameraId: "r1-c1",
  role: "main",
  connected: true,
  lastEndUs: NOW_US - S,
  lastReceivedUs: NOW_US - S,
  codecs: "avc1.64001f",
  width: 1280,
  height: 720,
  bitsPerSecond: 2e6,
  cameraOffsetMs: 3,
  backlogRecords: 0,
  captureDetail: null,
  ...facts,
});

function input(streams: WallStreamRow[], inSession = true): WallInput {
  return {
    nowUs: NOW_US,
    filings: null,
    filingsAge: null,
    window: { cameraId: null, fromUs: NOW_US - 3600 * S, toUs: NOW_US },
    storage: { capacityBytes: null, freeBytes: null, archivedBytes: 0, spoolBytes: 0, spoolLimitBytes: 1, daysLeft: null, archiveLagSeconds: null },
    rows: {
      evaluators: [{ id: "port", nameZh: "港务", nameEn: "Port" }],
      rooms: [{ id: "r1", evaluatorId: "port", nameZh: "一号", nameEn: "Room 1" }],
      cameras: [{ id: "r1-c1", roomId: "r1", nameZh: "前", nameEn: "Front" }],
      streams,
    },
    completeness: {
      cameras: [{ id: "r1-c1", roomId: "r1", createdUs: 0, firstOriginUs: null }],
      sessions: inSession ? [{ roomId: "r1", startUs: NOW_US - 100 * S, endUs: NOW_US + 100 * S }] : [],
      epochs: [],
      runs: [],
      gaps: [],
      links: [],
    },
  };
}
const roomState = (streams: WallStreamRow[], inSession = true) => buildWall(input(streams, inSession)).rooms[0]?.state;

test("a room is live, late or lost by its worst camera while a session runs", () => {
  expect(roomState([stream()])).toBe("live");
  expect(roomState([stream({ lastEndUs: NOW_US - 30 * S })])).toBe("late");
  expect(roomState([stream({ lastEndUs: NOW_US - 30 * S, lastReceivedUs: NOW_US - 30 * S })])).toBe("lost");
  expect(roomState([])).toBe("lost");
});

test("a room without a session and without pictures is idle, not lost", () => {
  expect(roomState([], false)).toBe("idle");
  expect(roomState([stream()], false)).toBe("live");
});

test("a camera that nobody ever opened has a main stream that says so, with unknown figures as null", () => {
  expect(buildWall(input([])).rooms[0]?.cameras[0]?.streams).toEqual([expect.objectContaining({ role: "main", state: "never-connected", bitsPerSecond: null })]);
});

test("a stream says offline, no-frames, connecting or live", () => {
  const stateOf = (facts: Partial<WallStreamRow>) => buildWall(input([stream(facts)])).rooms[0]?.cameras[0]?.streams[0]?.state;
  expect(stateOf({ connected: false })).toBe("offline");
  expect(stateOf({ lastReceivedUs: NOW_US - 8 * S })).toBe("no-frames");
  expect(stateOf({ lastEndUs: null })).toBe("connecting");
  expect(stateOf({})).toBe("live");
});

test("an expected second without footage is a gap from the session's start to the grace", () => {
  const { completeness, gaps } = buildWall(input([]));
  expect(completeness).toMatchObject({ expectedSeconds: 95, storedSeconds: 0, gapSeconds: 95, gapCount: 1 });
  expect(gaps).toEqual([{ cameraId: "r1-c1", startUs: NOW_US - 100 * S, endUs: NOW_US - 5 * S, cause: "never-connected", detail: null, open: true }]);
});

test("a delta holds only the parts that changed", () => {
  const before = buildWall(input([stream()]));
  const same = buildWall({ ...input([stream()]), nowUs: NOW_US });
  expect(diffWall(before, same)).toEqual({ atUs: NOW_US });
  const after = buildWall(input([stream({ connected: false })]));
  expect(Object.keys(diffWall(before, after))).toEqual(["atUs", "rooms"]);
  expect(diffWall(before, { ...after, rooms: [] })).toMatchObject({ roomsGone: ["r1"] });
});
