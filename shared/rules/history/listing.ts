import { addYears, localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";

/** One validity period of an evaluator's qualification, from one listing to the next. */
export interface ListingPeriod {
  orgCode: string;
  from: LocalDate;
  /** The end that the listing states (A38); null: to be computed from the rulebook's years. */
  statedTo: LocalDate | null;
  /** UTC ms of the delisting or cancellation that ended it early; null: none. */
  endedMs: number | null;
  factIds: readonly string[];
}

export const listingPeriodsOf = viewOf((facts: readonly Fact[]): readonly ListingPeriod[] => {
  const periods: ListingPeriod[] = [];
  for (const fact of ofTypes(facts, ["org.listed", "org.delisted", "org.sanction.decided"])) {
    if (fact.type === "org.listed") {
      const { orgCode, validFrom, validTo } = fact.data;
      periods.push({ orgCode, from: validFrom, statedTo: validTo ?? null, endedMs: null, factIds: [fact.id] });
    } else if (endsListing(fact)) {
      periods.forEach((period, index) => {
        if (period.endedMs === null) periods[index] = { ...period, endedMs: fact.atMs, factIds: [...period.factIds, fact.id] };
      });
    }
  }
  return periods.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
});

/** Some occupations struck off the list are a change of scope, not the end of the listing. */
function endsListing(fact: Fact): boolean {
  if (fact.type === "org.delisted") return fact.data.occupations === undefined || fact.data.entirely === true;
  return fact.type === "org.sanction.decided" && fact.data.sanction === "cancelled";
}

/** The last day of a period by its paper or its years, without regard to a delisting; null: no end. */
export function lastDayOf(period: Pick<ListingPeriod, "from" | "statedTo">, years: number | null): LocalDate | null {
  return period.statedTo ?? (years === null ? null : addYears(period.from, years));
}

/** Whether a qualification holds on a day: the day of a delisting is its last. */
export function isListedOn(facts: readonly Fact[], day: LocalDate, years: number | null): boolean {
  return listingPeriodsOf(facts).some((period) => {
    const lastDay = lastDayOf(period, years);
    if (period.from > day || (lastDay !== null && lastDay < day)) return false;
    return period.endedMs === null || localDateOfMs(period.endedMs) >= day;
  });
}

/** A closed range of moments in which an evaluator may not evaluate. */
export interface Standstill {
  kind: "suspended" | "stopped";
  fromMs: number;
  /** null: still so. */
  toMs: number | null;
  factIds: readonly string[];
}

/** 暂停 and 立即停止; 恢复 ends both. */
export const standstillsOf = viewOf((facts: readonly Fact[]): readonly Standstill[] => {
  const found: Standstill[] = [];
  for (const fact of ofTypes(facts, ["org.suspended", "org.stopped", "org.resumed"])) {
    if (fact.type !== "org.resumed") {
      found.push({ kind: fact.type === "org.stopped" ? "stopped" : "suspended", fromMs: fact.atMs, toMs: null, factIds: [fact.id] });
      continue;
    }
    found.forEach((each, index) => {
      if (each.toMs === null) found[index] = { ...each, toMs: fact.atMs, factIds: [...each.factIds, fact.id] };
    });
  }
  return found;
});

export function standstillAt(facts: readonly Fact[], atMs: number): Standstill | null {
  return standstillsOf(facts).find(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs)) ?? null;
}
