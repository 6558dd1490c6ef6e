import { instantMs } from "../calendar/local-date.ts";
import { describeGot, type EventRefusal } from "./event-refusal.ts";
import type { EventType } from "./event-catalog.ts";

interface Fields {
  readonly [field: string]: unknown;
}

/** Pairs of fields, wherever in the data they stand together, of which the second must come after the first (or on the same day). */
const SPANS = [
  { from: "startsAt", to: "endsAt", read: instantMs, mayBeEqual: false },
  { from: "validFrom", to: "validTo", read: String, mayBeEqual: true },
  { from: "appointedOn", to: "termTo", read: String, mayBeEqual: true },
  { from: "from", to: "to", read: String, mayBeEqual: true },
  { from: "decidedOn", to: "rectifyBy", read: String, mayBeEqual: true },
  { from: "first", to: "last", read: String, mayBeEqual: true },
] as const;

/** Fields of one event that contradict each other; null if none do. */
export function findConflict({ type, data }: { type: EventType; data: Fields }): EventRefusal | null {
  const sessions = Array.isArray(data["sessions"]) ? (data["sessions"] as readonly Fields[]) : [];
  const places = [{ path: "data", fields: data }, ...sessions.map((fields, index) => ({ path: `data.sessions.${index}`, fields }))];
  for (const { path, fields } of places) {
    const found = findSpan(type, path, fields);
    if (found !== null) return found;
  }
  return findRepeatedSession(sessions) ?? (type === "calendar.year_loaded" ? findForeignDay(data) : null);
}

function findSpan(type: EventType, path: string, fields: Fields): EventRefusal | null {
  for (const { from, to, read, mayBeEqual } of SPANS) {
    const [begin, end] = [fields[from], fields[to]];
    if (typeof begin !== "string" || typeof end !== "string") continue;
    if (from === "first" && (type !== "cert.number_assigned" || begin.length !== end.length)) continue;
    if (from === "from" && type !== "supervisor.suspended") continue;
    if (read(end) > read(begin) || (mayBeEqual && end === begin)) continue;
    return conflict(`${path}.${to}`, `${to} ${mayBeEqual ? "not before" : "after"} ${from} ${describeGot(begin)}`, describeGot(end));
  }
  return null;
}

function findRepeatedSession(sessions: readonly Fields[]): EventRefusal | null {
  const seen = new Set<unknown>();
  for (const [index, { sessionId }] of sessions.entries()) {
    if (seen.has(sessionId)) return conflict(`data.sessions.${index}.sessionId`, "each session once", `${describeGot(sessionId)} again`);
    seen.add(sessionId);
  }
  return null;
}

/** A year's schedule that moves days of another year, or makes a day both free and worked, is a slip. */
function findForeignDay(data: Fields): EventRefusal | null {
  const days = (field: string): string[] => (Array.isArray(data[field]) ? (data[field] as string[]) : []);
  const free = new Set(days("holidays"));
  for (const field of ["holidays", "makeupWorkdays"]) {
    for (const [index, day] of days(field).entries()) {
      if (!day.startsWith(`${String(data["year"])}-`)) return conflict(`data.${field}.${index}`, `a day of ${String(data["year"])}`, describeGot(day));
      if (field === "makeupWorkdays" && free.has(day)) return conflict(`data.${field}.${index}`, "a day that is not among the holidays", describeGot(day));
    }
  }
  return null;
}

function conflict(path: string, expected: string, got: string): EventRefusal {
  return { reason: "conflict", path, expected, got, advice: { zh: `核对 ${path} 与相关字段，更正后用同一编号重发`, en: `compare ${path} with the fields around it, correct them and send the event again under the same id and sequence` } };
}
