import { z } from "zod";
import { Instant } from "./fields.ts";

const oneLine = (most: number, thing: string) => z.string({ error: `expected ${thing} as text` }).min(1, `expected ${thing}`).max(most, `expected ${thing}, at most ${most} characters`).regex(/^\P{Cc}*$/u, `expected ${thing} without line breaks and control characters`);

/**
 * The envelope in which every event comes, CloudEvents 1.0 in JSON
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md)
 * with the `sequence` extension as a number. `source` is the producer's own
 * name: the token says who may use it. `id` is unique for the source, and sent
 * again it counts once (P9). `time` is when it happened.
 */
export const CloudEvent = z.strictObject({
  specversion: z.literal("1.0", { error: 'expected specversion "1.0"' }),
  id: oneLine(128, "the event's id"),
  source: oneLine(64, "the producer's name"),
  type: oneLine(64, "the event's type"),
  time: Instant,
  /** The producer's own count, from 1, no number twice. */
  sequence: z.number({ error: "expected the producer's number for this event, 1 or more" }).int().min(1, "expected the producer's number for this event, 1 or more").max(Number.MAX_SAFE_INTEGER),
  subject: oneLine(200, "what the event is about").optional(),
  datacontenttype: z.literal("application/json").optional(),
  dataschema: z.string().max(300).optional(),
  data: z.record(z.string(), z.unknown()),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** At most this many events in one request or socket message. */
export const MAX_EVENTS_PER_BATCH = 1000;
