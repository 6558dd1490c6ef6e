import { instantMs } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { intersect, subtract, total, union, type Interval } from "../../timeline/intervals.ts";
import { ofSession } from "./facts-by-session.ts";
import { ofType, ofTypes, viewOf } from "./facts-by-type.ts";
import type { Session } from "./sessions.ts";

/** One camera being live, from stream.up to stream.down. */
export interface StreamSpan {
  roomId: string;
  cameraId: string;
  fromMs: number;
  /** null: live still. */
  toMs: number | null;
  factIds: readonly string[];
}

export const streamSpansOf = viewOf((facts: readonly Fact[]): readonly StreamSpan[] => {
  const spans: StreamSpan[] = [];
  const openAt = new Map<string, number>();
  for (const { id, type, atMs, data } of ofTypes(facts, ["stream.up", "stream.down"])) {
    const key = `${data.roomId} ${data.cameraId}`;
    const index = openAt.get(key);
    const open = index === undefined ? undefined : spans[index];
    if (type === "stream.up" && open === undefined) {
      openAt.set(key, spans.length);
      spans.push({ roomId: data.roomId, cameraId: data.cameraId, fromMs: atMs, toMs: null, factIds: [id] });
    } else if (type === "stream.down" && open !== undefined && index !== undefined) {
      spans[index] = { ...open, toMs: atMs, factIds: [...open.factIds, id] };
      openAt.delete(key);
    }
  }
  return spans;
});

const testCameras = viewOf((facts: readonly Fact[]) => new Set(ofType(facts, "stream.registered").flatMap(({ data }) => (data.test === true ? [`${data.roomId} ${data.cameraId}`] : []))));

/** Registered as a test: neither proof that an examination was live, nor an examination that nobody entered. */
export function isTestCamera(facts: readonly Fact[], { roomId, cameraId }: { roomId: string; cameraId: string }): boolean {
  return testCameras(facts).has(`${roomId} ${cameraId}`);
}

const spansByRoom = viewOf((facts: readonly Fact[]) => Map.groupBy(streamSpansOf(facts).filter((span) => !isTestCamera(facts, span)), ({ roomId }) => roomId));

/** Spans of a room's cameras that touch a stretch of time, oldest first. */
export function spansInRoom(facts: readonly Fact[], roomId: string, fromMs: number, toMs: number): StreamSpan[] {
  return (spansByRoom(facts).get(roomId) ?? []).filter((span) => span.fromMs < toMs && (span.toMs === null || span.toMs > fromMs));
}

/** Stretches in which the platform itself was out. */
export const outagesOf = viewOf((facts: readonly Fact[]): readonly Interval[] =>
  union(ofType(facts, "platform.outage").map(({ data }) => ({ startUs: instantMs(data.startsAt) * 1000, endUs: instantMs(data.endsAt) * 1000 }))),
);

export function isOutage(facts: readonly Fact[], atMs: number): boolean {
  return outagesOf(facts).some(({ startUs, endUs }) => startUs <= atMs * 1000 && atMs * 1000 < endUs);
}

/** What of a session's appointed time is recorded in one room (AC-49: per room, inside the window). */
export interface RoomCoverage {
  roomId: string;
  windowUs: Interval;
  /** Not recorded, through no fault of the platform, oldest first. */
  gaps: readonly Interval[];
  recordedMinutes: number;
  expectedMinutes: number;
  /** Lost while the platform was out. */
  platformMinutes: number;
  /** From recording segments, which arrive after what they hold; else from the streams. */
  bySegments: boolean;
  factIds: readonly string[];
}

/** null: the session has no appointed time. */
export function coverageOf(facts: readonly Fact[], session: Session, roomId: string): RoomCoverage | null {
  const { startsMs, endsMs } = session;
  if (startsMs === null || endsMs === null || endsMs <= startsMs) return null;
  const windowUs = { startUs: startsMs * 1000, endUs: endsMs * 1000 };
  const segments = ofSession(facts, "recording.segment", session.sessionId);
  const bySegments = segments.length > 0;
  const spans = spansInRoom(facts, roomId, startsMs, endsMs);
  const recorded = bySegments
    ? segments.filter(({ data }) => data.roomId === roomId).map(({ data }) => ({ startUs: instantMs(data.startsAt) * 1000, endUs: instantMs(data.endsAt) * 1000 }))
    : spans.map(({ fromMs, toMs }) => ({ startUs: fromMs * 1000, endUs: (toMs ?? endsMs) * 1000 }));
  const inWindow = intersect([windowUs], recorded);
  const lost = subtract([windowUs], inWindow);
  return {
    roomId,
    windowUs,
    gaps: subtract(lost, outagesOf(facts)),
    recordedMinutes: minutes(inWindow),
    expectedMinutes: minutes([windowUs]),
    platformMinutes: minutes(intersect(lost, outagesOf(facts))),
    bySegments,
    factIds: bySegments ? [] : spans.flatMap(({ factIds }) => factIds),
  };
}

/** Minutes to a tenth. */
export function minutes(intervals: readonly Interval[]): number {
  return Math.round(total(intervals) / 6_000_000) / 10;
}
