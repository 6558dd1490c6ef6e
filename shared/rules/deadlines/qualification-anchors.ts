import { addYears, localDateOfMs, startOfDayMs } from "../../calendar/local-date.ts";
import { idOf } from "../../events/dossier-key.ts";
import type { FactOf } from "../../events/fact.ts";
import type { Subject } from "../decision.ts";
import { ofType } from "../history/facts-by-type.ts";
import { endAfter, heldUntil, listedYears, validityYears, type ListedYear } from "../history/listed-years.ts";
import { listingPeriodsOf } from "../history/listing.ts";
import { sessionsOf } from "../history/sessions.ts";
import type { Anchor, Occasion, RuleContext } from "../rule-context.ts";

const evaluator = (context: RuleContext): Subject => ({ kind: "evaluator", id: idOf(context.dossier) });

/** 资质有效期: each listing opens a period; the end that the listing states wins (A38). */
export const qualification: Anchor = {
  scope: "org",
  nature: "period",
  find: (context) =>
    listingPeriodsOf(context.facts).map((period) => ({
      subject: evaluator(context),
      part: period.from,
      date: period.from,
      ...(period.statedTo === null ? {} : { statedDueDate: period.statedTo }),
      metAtMs: null,
      voidedAtMs: period.endedMs,
      factIds: period.factIds,
    })),
};

/** One year without an evaluation, rolling from the later of listing and last session end (A19); planned sessions do not count. */
export const activity: Anchor = {
  scope: "org",
  nature: "deadline",
  find(context) {
    const period = listingPeriodsOf(context.facts).at(-1);
    if (period === undefined) return [];
    const last = [...sessionsOf(context.facts).values()].filter(({ test, endedMs }) => !test && endedMs !== null).toSorted((a, b) => (a.endedMs ?? 0) - (b.endedMs ?? 0)).at(-1);
    const ended = last === undefined ? "" : localDateOfMs(last.endedMs ?? 0);
    const held = heldUntil(period, validityYears(context));
    return [{
      subject: evaluator(context),
      date: ended > period.from ? ended : period.from,
      metAtMs: null,
      voidedAtMs: period.endedMs ?? endAfter(context, held),
      factIds: [...period.factIds, ...(last?.factIds.slice(-1) ?? [])],
    }];
  },
};

/** 每年12月30日前: the report of each year in which it is listed. */
export const annualReport: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context, row) => listedYears(context, row.fixedDate ?? "12-30").map((listed) => ({ ...yearOccasion(listed), ...reportOf(context, listed) })),
};

/** 每年定期: no date, so no clock; the report of the dated duty serves both (A17). */
export const annualReportUndated: Anchor = {
  scope: "org",
  nature: "record",
  find: (context) => listedYears(context, "12-31").map((listed) => ({ ...yearOccasion(listed), ...reportOf(context, listed) })),
};

/** 内督培训 of each year, without an interval. */
export const internalTraining: Anchor = {
  scope: "org",
  nature: "record",
  find: (context) =>
    listedYears(context, "12-31").map((listed) => ({
      ...yearOccasion(listed),
      ...doneBy(listed, ofType(context.facts, "training.held").find(({ data }) => data.year === listed.year)),
    })),
};

/** The authority's yearly look at each enterprise, by calendar year (A21): completed records only. */
export const yearlyCheck: Anchor = {
  scope: "org",
  nature: "quota",
  find: (context) =>
    listedYears(context, "12-31").map((listed) => ({
      ...yearOccasion(listed),
      statedDueDate: `${listed.year}-12-31`,
      ...doneBy(listed, completedChecks(context).find(({ atMs }) => localDateOfMs(atMs).startsWith(`${listed.year}-`))),
    })),
};

/** 满一年后每年评估: years counted from the listing, from its first anniversary on. */
export const yearlyEvaluation: Anchor = {
  scope: "org",
  nature: "quota",
  find(context) {
    const period = listingPeriodsOf(context.facts).at(-1);
    if (period === undefined) return [];
    const found: Occasion[] = [];
    for (let year = 1; context.reached(startOfDayMs(addYears(period.from, year))); year += 1) {
      const [from, to] = [addYears(period.from, year), addYears(period.from, year + 1)];
      const check = completedChecks(context).find(({ atMs }) => from <= localDateOfMs(atMs) && localDateOfMs(atMs) <= to);
      found.push({ subject: evaluator(context), part: from, date: from, statedDueDate: to, ...doneBy({ factIds: period.factIds }, check), voidedAtMs: period.endedMs });
      if (period.endedMs !== null && startOfDayMs(to) > period.endedMs) break;
    }
    return found;
  },
};

function completedChecks({ facts }: RuleContext): FactOf<"supervision.record.submitted">[] {
  return ofType(facts, "supervision.record.submitted").filter(({ data }) => data.side === "external" && data.complete !== false);
}

function yearOccasion({ year, voidedAtMs }: ListedYear): Pick<Occasion, "subject" | "date" | "voidedAtMs"> {
  return { subject: { kind: "year", id: String(year) }, date: `${year}-01-01`, voidedAtMs };
}

function reportOf({ facts }: RuleContext, listed: ListedYear): Pick<Occasion, "metAtMs" | "factIds"> {
  return doneBy(listed, ofType(facts, "org.annual_report.received").find(({ data }) => data.year === listed.year));
}

function doneBy({ factIds }: Pick<Occasion, "factIds">, fact: { id: string; atMs: number } | undefined): Pick<Occasion, "metAtMs" | "factIds"> {
  return { metAtMs: fact?.atMs ?? null, factIds: fact === undefined ? factIds : [...factIds, fact.id] };
}
