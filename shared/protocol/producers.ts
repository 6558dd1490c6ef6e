import { z } from "zod";
import { OrgId } from "../events/fields.ts";

/** The CloudEvents `source` of whoever sends events. Names that begin with "server-" and "import-" are the platform's own. */
export const ProducerId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'a producer id is 2–63 lower-case letters, digits or hyphens, for example "xm-exam-platform"')
  .refine((id) => !/^(server|import)-/.test(id), { error: 'names that begin with "server-" and "import-" are the platform\'s own; choose another' });

export const ProducerBody = z.object({
  name: z.string().trim().min(1, "name must not be empty").max(100, "name must be at most 100 characters"),
  /** The one evaluator it may speak of; null: any. */
  orgId: OrgId.nullable().default(null),
  /** The named system that it stands for, "S01" to "S32" (shared/connectors/named-systems.json); null for others. */
  system: z.string().regex(/^S(0[1-9]|[12]\d|3[0-2])$/, 'expected one of "S01" to "S32", or null').nullable().default(null),
  /** A retired producer's token opens nothing. */
  retired: z.boolean().default(false),
});

export const Producer = z.object({
  id: z.string(),
  name: z.string(),
  orgId: z.string().nullable(),
  system: z.string().nullable(),
  retiredAt: z.string().nullable(),
  createdAt: z.string(),
  /** The highest number that it sent; null before its first event. */
  lastSequence: z.number().int().nullable(),
});
export type Producer = z.infer<typeof Producer>;

/** `token` is shown once, when the producer is new; null afterwards. */
export const ProducerSaved = z.object({ producer: Producer, token: z.string().nullable() });
export const ProducerToken = z.object({ producerId: z.string(), token: z.string() });
