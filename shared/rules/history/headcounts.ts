import type { LocalDate } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { ofType, viewOf } from "./facts-by-type.ts";

export interface Headcount {
  people: number;
  asOf: LocalDate;
  factId: string;
}

const reportsOf = viewOf((facts) => ofType(facts, "org.headcount.reported").toSorted((a, b) => (a.data.asOf < b.data.asOf ? -1 : 1)));

/**
 * How many people an evaluator had on a day, dispatched workers included, in
 * all or (`occupation`) in one: the newest report of that day or before, else
 * the first one after it; null: never reported.
 */
export function headcountFor(facts: readonly Fact[], day: LocalDate, occupation: string | null): Headcount | null {
  const known = reportsOf(facts).flatMap(({ id, data }): Headcount[] => {
    const total = data.total ?? (data.insured === undefined ? undefined : data.insured + (data.dispatched ?? 0));
    const people = occupation === null ? total : data.byOccupation?.[occupation];
    return people === undefined ? [] : [{ people, asOf: data.asOf, factId: id }];
  });
  return known.findLast(({ asOf }) => asOf <= day) ?? known[0] ?? null;
}
