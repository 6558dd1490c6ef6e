import { localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { ofType } from "./facts-by-type.ts";
import { isListedOn, lastDayOf, listingPeriodsOf, type ListingPeriod } from "./listing.ts";

/** never: on no list that was published by then; not-yet: listed from a later day. */
export type FilingStanding = { state: "listed" } | { state: "never" } | { state: "not-yet" | "expired" | "delisted"; period: ListingPeriod; lastDay: LocalDate | null };

/** How an evaluator stood in the directory at a moment. `years`: validity where a listing states no end (A38). */
export function filingStandingAt(facts: readonly Fact[], atMs: number, years: number | null): FilingStanding {
  const day = localDateOfMs(atMs);
  if (isListedOn(facts, day, years)) return { state: "listed" };
  const periods = listingPeriodsOf(facts);
  const begun = periods.findLast(({ from }) => from <= day);
  if (begun !== undefined) {
    const delisted = begun.endedMs !== null && localDateOfMs(begun.endedMs) < day;
    return { state: delisted ? "delisted" : "expired", period: begun, lastDay: lastDayOf(begun, years) };
  }
  const announced = ofType(facts, "org.listed").some((fact) => fact.atMs <= atMs);
  const [coming] = periods;
  return announced && coming !== undefined ? { state: "not-yet", period: coming, lastDay: null } : { state: "never" };
}
