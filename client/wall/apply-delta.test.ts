import { expect, test } from "vitest";
import { applyDelta, type Delta, type Snapshot } from "./apply-delta.ts";

const room = (id: string, state: "live" | "lost") => ({ id, evaluatorId: "e1", nameZh: id, nameEn: id, state, cameras: [] });
const snapshot = { boot: "a", seq: 7, atUs: 1, evaluators: [], rooms: [room("r1", "live"), room("r2", "live")], gaps: [], gapsTotal: 0 } as unknown as Snapshot;
const delta = (parts: object): Delta => ({ boot: "a", seq: 8, atUs: 2, ...parts }) as Delta;

test("a delta replaces, adds and removes rooms and leaves the rest of the wall as it was", () => {
  const next = applyDelta(snapshot, delta({ rooms: [room("r2", "lost"), room("r3", "live")], roomsGone: ["r1"], gapsTotal: 4 }));
  expect(next).toMatchObject({ seq: 8, atUs: 2, gapsTotal: 4, gaps: [] });
  expect(next?.rooms.map((each) => `${each.id} ${each.state}`)).toEqual(["r2 lost", "r3 live"]);
});

test("a hole in the numbers or another server process asks for a new snapshot; an old delta changes nothing", () => {
  expect(applyDelta(snapshot, delta({ seq: 9 }))).toBeNull();
  expect(applyDelta(snapshot, delta({ boot: "b" }))).toBeNull();
  expect(applyDelta(snapshot, delta({ seq: 7 }))).toBe(snapshot);
});
