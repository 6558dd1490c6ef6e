import { z } from "zod";
import { isEventType } from "../events/event-catalog.ts";
import systems from "./named-systems.json" with { type: "json" };

/** One system, registry or query service that the source documents name, and what goes between it and this platform. */
export const NamedSystem = z.object({
  id: z.string().regex(/^S\d{2}$/),
  /** As the documents call it. */
  name: z.string(),
  areas: z.array(z.string()),
  sources: z.array(z.string()),
  does: z.string(),
  /** Seen from here: "in", it sends events; "out", it receives data and its receipts are events. */
  direction: z.enum(["in", "out", "both"]),
  /** Types of events about it or from it; none where it is a manner of supervision and not a system of its own. */
  carries: z.array(z.string().refine(isEventType, "expected a type of event")),
});
export type NamedSystem = z.infer<typeof NamedSystem>;

export const NAMED_SYSTEMS: readonly NamedSystem[] = z.array(NamedSystem).parse(systems);
