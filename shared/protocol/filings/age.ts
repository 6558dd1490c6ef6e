import { z } from "zod";

/** How old an answer is (P15): it stands in every answer that is computed from the ledger. */
export const Age = z.object({
  /** Every ledger entry up to this one is in the figures. */
  entry: z.number().int(),
  /** The ledger's newest entry; more than `entry` while rules are still being computed. */
  ledgerEntry: z.number().int(),
  /** UTC ms of the newest computation; null before the first. */
  computedAtMs: z.number().nullable(),
  /** UTC ms for which states ("overdue") were asked: now, unless `asOf` said otherwise. */
  askedAtMs: z.number(),
});
export type Age = z.infer<typeof Age>;

/** Where the next page begins; null on the last one. Opaque: hand it back as it came. */
export const Cursor = z.string().max(600);

export const Words = z.object({ zh: z.string(), en: z.string() });
export type Words = z.infer<typeof Words>;

/** One value or several: `?state=overdue&state=due_today`, or `?state=overdue,due_today`. */
export function severalOf<T extends z.ZodType<string>>(value: T) {
  return z.preprocess((given) => (given === undefined ? undefined : [given].flat().flatMap((each) => (typeof each === "string" ? each.split(",") : [each]))), z.array(value).max(20).optional());
}
