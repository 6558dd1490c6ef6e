import { expect, test } from "vitest";
import type { FactView } from "../../shared/protocol/filings/sources.ts";
import { laneOfRoom } from "./room-lane.ts";

const said = (type: string, atMs: number, data: Record<string, unknown> = {}): FactView => ({
  id: `t/${type}-${atMs}`,
  entry: 1,
  type,
  title: { zh: "", en: "" },
  atMs,
  data: { roomId: "r1", cameraId: "c1", ...data },
  retracted: false,
});
const lane = (facts: FactView[]) => laneOfRoom(facts, "r1", 100, 200).map(({ kind, fromMs, toMs, cause }) => `${kind} ${fromMs}-${toMs}${cause === null ? "" : ` ${cause}`}`);

test("a room's lane is unknown until the first word, and a cut is a gap with its cause up to the return", () => {
  expect(lane([said("stream.up", 110), said("stream.down", 150, { cause: "network" }), said("stream.up", 170)])).toEqual(["unknown 100-110", "live 110-150", "gap 150-170 network", "live 170-200"]);
  expect(lane([])).toEqual(["unknown 100-200"]);
});

test("a room has a picture while any of its cameras has one; what happened before the window counts, what was taken back does not", () => {
  expect(lane([said("stream.up", 50), said("stream.up", 60, { cameraId: "c2" }), said("stream.down", 120)])).toEqual(["live 100-200"]);
  expect(lane([said("stream.up", 50), { ...said("stream.down", 120), retracted: true }])).toEqual(["live 100-200"]);
  expect(lane([said("stream.up", 50), said("stream.down", 120, { roomId: "r2" })])).toEqual(["live 100-200"]);
});
