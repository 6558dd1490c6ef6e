import { addDays, localDateOfMs, startOfDayMs, type LocalDate } from "../../calendar/local-date.ts";
import type { RuleContext } from "../rule-context.ts";
import { lastDayOf, listingPeriodsOf, type ListingPeriod } from "./listing.ts";

/** A calendar year in which an evaluator's qualification holds before what the year asks for is due. */
export interface ListedYear {
  year: number;
  /** UTC ms from which nothing is owed, because no qualification reaches the due day; null: one does. */
  voidedAtMs: number | null;
  factIds: readonly string[];
}

/** The years up to the one of asking, for duties due on a day ("12-30") of each. */
export function listedYears(context: RuleContext, dueDay: string): ListedYear[] {
  const periods = listingPeriodsOf(context.facts);
  const first = periods[0];
  if (first === undefined) return [];
  const thisYear = Number(localDateOfMs(context.asOfMs).slice(0, 4));
  context.reached(startOfDayMs(`${thisYear + 1}-01-01`));
  const found: ListedYear[] = [];
  for (let year = Number(first.from.slice(0, 4)); year <= thisYear; year += 1) {
    const spans = periods.map((period) => ({ period, lastDay: heldUntil(period, validityYears(context)) }));
    const holding = spans.filter(({ period, lastDay }) => period.from <= `${year}-${dueDay}` && lastDay >= `${year}-01-01`);
    const lastDay = holding.map((span) => span.lastDay).toSorted().at(-1);
    if (lastDay === undefined) continue;
    found.push({ year, voidedAtMs: lastDay >= `${year}-${dueDay}` ? null : endAfter(context, lastDay), factIds: holding.flatMap(({ period }) => period.factIds) });
  }
  return found;
}

/** UTC ms of the end of a last day that has passed; null while it has not: what is owed may still be renewed. */
export function endAfter(context: RuleContext, lastDay: LocalDate): number | null {
  if (lastDay === FOR_EVER) return null;
  const endMs = startOfDayMs(addDays(lastDay, 1));
  return context.reached(endMs) ? endMs : null;
}

const FOR_EVER: LocalDate = "9999-12-30";

/** The last day on which a period holds in fact: its end, or the day of the delisting. */
export function heldUntil(period: ListingPeriod, years: number | null): LocalDate {
  const planned = lastDayOf(period, years) ?? FOR_EVER;
  const ended = period.endedMs === null ? FOR_EVER : localDateOfMs(period.endedMs);
  return ended < planned ? ended : planned;
}

/** Years of validity by the rulebook's own row; null: it gives none. */
export function validityYears({ rulebook }: Pick<RuleContext, "rulebook">): number | null {
  return rulebook.deadlines.find(({ anchor }) => anchor === "qualification")?.count ?? null;
}
