import { isDeepStrictEqual } from "node:util";
import type { WallDelta } from "../../shared/protocol/wall.ts";
import type { WallFacts } from "./build-wall.ts";

export type WallChanges = Omit<WallDelta, "boot" | "seq">;

/** Whole parts that differ. Applying it to `before` gives `after` (property of apply in the client). */
export function diffWall(before: WallFacts, after: WallFacts): WallChanges {
  const changes: WallChanges = { atUs: after.atUs };
  const known = new Map(before.rooms.map((room) => [room.id, room]));
  const rooms = after.rooms.filter((room) => !isDeepStrictEqual(known.get(room.id), room));
  const kept = new Set(after.rooms.map((room) => room.id));
  const gone = before.rooms.filter((room) => !kept.has(room.id)).map((room) => room.id);
  if (rooms.length > 0) changes.rooms = rooms;
  if (gone.length > 0) changes.roomsGone = gone;
  for (const part of ["evaluators", "completeness", "gaps", "gapsTotal", "storage", "filings", "filingsAge"] as const) {
    if (!isDeepStrictEqual(before[part], after[part])) Object.assign(changes, { [part]: after[part] });
  }
  return changes;
}
