import { z } from "zod";
import { NamedSystem } from "../connectors/named-systems.ts";

/** A connector slot: a named system, and the producers that were set up for it. */
export const SystemSlot = NamedSystem.extend({
  configured: z.boolean(),
  producers: z.array(z.object({ id: z.string(), name: z.string(), lastSequence: z.number().int().nullable() })),
});

export const OUTBOUND_STATES = ["uploaded", "receipt", "withdrawn"] as const;

/** What became of one thing that a system was given: a certificate, a report, a directory entry. */
export const OutboundThing = z.object({
  system: z.string(),
  thing: z.string(),
  orgId: z.string().nullable(),
  /** The newest of the three. */
  state: z.enum(OUTBOUND_STATES),
  uploadedAtMs: z.number().nullable(),
  receiptAtMs: z.number().nullable(),
  withdrawnAtMs: z.number().nullable(),
  receiptId: z.string().nullable(),
});
export type OutboundThing = z.infer<typeof OutboundThing>;

export const OutboundQuery = z.object({
  system: z.string().max(200).optional(),
  state: z.enum(OUTBOUND_STATES).optional(),
  orgId: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1, "expected a limit from 1 to 1000").max(1000, "expected a limit from 1 to 1000").default(200),
});
export type OutboundQuery = z.infer<typeof OutboundQuery>;
