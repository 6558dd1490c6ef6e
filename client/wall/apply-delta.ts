import type { z } from "zod";
import type { WallDelta, WallSnapshot } from "../../shared/protocol/wall.ts";

export type Snapshot = z.infer<typeof WallSnapshot>;
export type Delta = z.infer<typeof WallDelta>;

/** null: the delta does not continue this snapshot, fetch it again. A delta that is already contained changes nothing. */
export function applyDelta(snapshot: Snapshot, delta: Delta): Snapshot | null {
  if (delta.boot !== snapshot.boot) return null;
  if (delta.seq <= snapshot.seq) return snapshot;
  if (delta.seq !== snapshot.seq + 1) return null;
  return {
    ...snapshot,
    seq: delta.seq,
    atUs: delta.atUs,
    rooms: roomsAfter(snapshot.rooms, delta),
    evaluators: delta.evaluators ?? snapshot.evaluators,
    completeness: delta.completeness ?? snapshot.completeness,
    gaps: delta.gaps ?? snapshot.gaps,
    gapsTotal: delta.gapsTotal ?? snapshot.gapsTotal,
    storage: delta.storage ?? snapshot.storage,
    filings: delta.filings ?? snapshot.filings,
    filingsAge: delta.filingsAge ?? snapshot.filingsAge,
  };
}

function roomsAfter(rooms: Snapshot["rooms"], { rooms: changed = [], roomsGone = [] }: Delta): Snapshot["rooms"] {
  const byId = new Map(changed.map((room) => [room.id, room]));
  const gone = new Set(roomsGone);
  const kept = rooms.filter((room) => !gone.has(room.id)).map((room) => byId.get(room.id) ?? room);
  const known = new Set(rooms.map((room) => room.id));
  return [...kept, ...changed.filter((room) => !known.has(room.id))];
}
