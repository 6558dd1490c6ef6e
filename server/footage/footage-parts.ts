import { intersect, subtract, union, type Interval } from "../../shared/timeline/intervals.ts";

export interface PartSegment {
  streamId: number;
  startUs: number | null;
  endUs: number | null;
  initSha256: Uint8Array | null;
}

/** One fragment at most may overlap the one before it by rounding; more means that time went back. */
const OVERLAP_US = 500_000;

/** Cuts a run of segments where one file could not go on: other parameters, another epoch, time that goes back. Segments without an init cannot be played and are left out. */
export function splitParts<S extends PartSegment>(segments: readonly S[]): S[][] {
  const parts: S[][] = [];
  for (const segment of segments) {
    if (segment.initSha256 === null) continue;
    const part = parts.at(-1);
    const before = part?.at(-1);
    if (part !== undefined && before !== undefined && continues(before, segment)) part.push(segment);
    else parts.push([segment]);
  }
  return parts;
}

function continues(before: PartSegment, next: PartSegment): boolean {
  return (
    before.streamId === next.streamId &&
    Buffer.compare(before.initSha256 ?? Buffer.alloc(0), next.initSha256 ?? Buffer.alloc(0)) === 0 &&
    (next.startUs ?? 0) >= (before.endUs ?? 0) - OVERLAP_US
  );
}

/** Start plus duration and the next start may differ by the rounding of time scales. */
const ROUNDING_US = 1_000;

export type ArchiveGap = Interval & { reason: "not-stored" | "not-archived-yet" };

/** What of the range cannot be had from the archive: never stored, or durable in the spool and not archived yet. */
export function archiveGaps(range: Interval, stored: readonly Interval[], archived: readonly Interval[]): ArchiveGap[] {
  const kept = intersect(union(stored), [range]);
  const waiting = subtract(kept, union(archived)).filter((span) => span.endUs - span.startUs >= ROUNDING_US);
  const missing = subtract([range], union(stored));
  return [
    ...waiting.map((span) => ({ ...span, reason: "not-archived-yet" as const })),
    ...missing.map((span) => ({ ...span, reason: "not-stored" as const })),
  ].toSorted((a, b) => a.startUs - b.startUs);
}
