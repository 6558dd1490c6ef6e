import { z } from "zod";
import { instantMs } from "../../../shared/calendar/local-date.ts";
import { isEventType, type EventType } from "../../../shared/events/event-catalog.ts";
import { headingsOf } from "../../../shared/records/page-keys.ts";

/** What of a ledger entry the projection reads. */
export interface ProjectedEntry {
  seq: number;
  kind: string;
  producer: string;
  /** null: no event, but what the platform itself wrote down (sign-ins, chain heads, viewings, announced decisions). */
  eventId: string | null;
  body: string;
}

/** A fact with the headings under which it is found. */
export interface ReadFact {
  seq: number;
  id: string;
  type: EventType;
  atUs: number;
  headings: readonly string[];
  data: Readonly<Record<string, unknown>>;
  /** The fact that this one takes back. */
  retracts: string | null;
}

const EventBody = z.object({ time: z.string(), data: z.record(z.string(), z.unknown()) });
const Retraction = z.object({ source: z.string(), eventId: z.string() });

/**
 * The fact that an entry is, or null. Its data were checked when it came in
 * and are not checked again: a schema that grew stricter since must not make
 * history disappear.
 */
export function readFact({ seq, kind, producer, eventId, body }: ProjectedEntry): ReadFact | null {
  if (eventId === null || !isEventType(kind)) return null;
  const { time, data } = EventBody.parse(JSON.parse(body));
  const retraction = kind === "fact.retracted" ? Retraction.parse(data) : null;
  return {
    seq,
    id: `${producer}/${eventId}`,
    type: kind,
    atUs: instantMs(time) * 1000,
    headings: headingsOf(kind, data),
    data,
    retracts: retraction === null ? null : `${retraction.source}/${retraction.eventId}`,
  };
}
