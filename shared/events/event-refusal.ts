import { z } from "zod";

/** Why an event was not taken. Closed list; reasons never change their meaning. */
export const REFUSAL_REASONS = [
  "malformed", // the envelope is not a CloudEvent as this platform reads it
  "unknown-type",
  "wrong-data", // one field of the data
  "conflict", // fields that contradict each other
  "foreign-source", // the source is not the token's own
  "not-allowed", // this producer may not say this, or not of this evaluator
  "future-time",
  "sequence-used", // for an event of other content
  "id-used", // for an event of other content
  "too-large",
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const EventRefusal = z.object({
  reason: z.enum(REFUSAL_REASONS),
  /** Where in the event: "data.sessions.2.startsAt"; empty where it is the event as a whole. */
  path: z.string(),
  expected: z.string(),
  got: z.string(),
  /** What to do. */
  advice: z.object({ zh: z.string(), en: z.string() }),
});
export type EventRefusal = z.infer<typeof EventRefusal>;

/** The answer to one event, in the order in which the events came. */
export const EventAnswer = z.discriminatedUnion("accepted", [
  z.object({
    index: z.number().int(),
    accepted: z.literal(true),
    /** Its number in the ledger. */
    seq: z.number().int(),
    /** true: it had been taken before, and counts once (P9). */
    repeated: z.boolean(),
  }),
  EventRefusal.extend({ index: z.number().int(), accepted: z.literal(false) }),
]);
export type EventAnswer = z.infer<typeof EventAnswer>;

export const EventsAnswer = z.object({ accepted: z.number().int(), refused: z.number().int(), answers: z.array(EventAnswer) });
export type EventsAnswer = z.infer<typeof EventsAnswer>;

const SHOWN_CHARACTERS = 80;

/** What came, in words short enough for a sentence; never throws, whatever it is. */
export function describeGot(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return shorten(JSON.stringify(value));
  return shorten(String(value));
}

function shorten(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS).toWellFormed()}… (${text.length} characters)`;
}
