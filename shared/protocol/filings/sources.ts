import { z } from "zod";
import { Words } from "./age.ts";

/** One entry of the register: where a rule comes from, in the source's own words. */
export const SourceView = z.object({ id: z.string(), article: z.string(), quote: z.string(), statement: z.string() });
export type SourceView = z.infer<typeof SourceView>;

/** One event as pages show it, with the ledger entry that proves it. */
export const FactView = z.object({
  /** "producer/event-id". */
  id: z.string(),
  entry: z.number().int(),
  type: z.string(),
  title: Words,
  /** UTC ms at which it happened. */
  atMs: z.number(),
  data: z.record(z.string(), z.unknown()),
  /** A later entry took it back: it counts no more. */
  retracted: z.boolean(),
});
export type FactView = z.infer<typeof FactView>;

/** Where the documents leave room: what may be read, what is used here and why. A…: one text; C…: texts that differ. */
export const ReadingView = z.object({ id: z.string(), subject: z.string(), readings: z.string(), used: z.string(), reason: z.string() });
export type ReadingView = z.infer<typeof ReadingView>;
