import type { Fact } from "../events/fact.ts";
import { ofTypes } from "../rules/history/facts-by-type.ts";
import { intersect, total, type Interval } from "../timeline/intervals.ts";

/**
 * Minutes of a session in which a room had a live picture from any camera, as
 * the events say it; null where no event speaks of the room's cameras (P15).
 * @param facts of the session, in order
 */
export function liveMinutesOf(facts: readonly Fact[], roomId: string, session: Interval): number | null {
  const told = ofTypes(facts, ["stream.up", "stream.down"]).filter(({ data }) => data.roomId === roomId);
  if (told.length === 0) return null;
  const upSince = new Map<string, number>();
  const live: Interval[] = [];
  for (const { type, atMs, data } of told) {
    const since = upSince.get(data.cameraId);
    if (type === "stream.up") upSince.set(data.cameraId, since ?? atMs * 1000);
    else if (since !== undefined) {
      live.push({ startUs: since, endUs: atMs * 1000 });
      upSince.delete(data.cameraId);
    }
  }
  for (const since of upSince.values()) live.push({ startUs: since, endUs: session.endUs });
  return total(intersect(merged(live), [session])) / 60_000_000;
}

/** Two cameras at once are one minute, not two. */
function merged(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const { startUs, endUs } of intervals.toSorted((a, b) => a.startUs - b.startUs)) {
    const last = joined.at(-1);
    if (endUs <= startUs) continue;
    if (last !== undefined && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs);
    else joined.push({ startUs, endUs });
  }
  return joined;
}
