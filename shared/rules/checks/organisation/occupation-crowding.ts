import { z } from "zod";
import { addDays, addYears, startOfDayMs } from "../../../calendar/local-date.ts";
import { idOf } from "../../../events/dossier-key.ts";
import type { Fact } from "../../../events/fact.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { ofTypes } from "../../history/facts-by-type.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Params = z.object({ max: z.number(), countTypes: z.array(EvaluatorType), validYears: z.number() });

/** One evaluator's time on the list for the dossier's occupation; `toMs` is the first moment without. */
interface Stay {
  orgId: string;
  fromMs: number;
  toMs: number;
  factIds: readonly string[];
}

export const occupationCrowding: Check = {
  id: "ORG-08",
  scope: "occupation",
  zh: "同一职业评价组织过多",
  en: "Too many social organisations for one occupation",
  sentence: {
    zh: "{occupation} 已有 {count} 家社会培训评价组织备案（{orgs}），原则上不超过 {max} 家。",
    en: "{count} social training organisations are filed for {occupation} ({orgs}); in principle at most {max}.",
  },
  guard: {
    zh: "院校从不计入，企业不计入（A27）；有效期届满或移出目录的不计入。",
    en: "Schools never count, enterprises do not (A27); neither do those whose validity ended or who left the list.",
  },
  run(context, row) {
    const { max, countTypes, validYears } = paramsOf(row, Params);
    const occupation = idOf(context.dossier).replace(/^\d{6}:/, "");
    const stays = staysOf(context.facts, { occupation, countTypes, validYears });
    const activeAt = (atMs: number) => stays.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
    return stays.flatMap((stay, index) => {
      const before = stays.slice(0, index + 1).filter(({ toMs }) => stay.fromMs < toMs);
      if (before.length <= max || !context.reached(stay.fromMs)) return [];
      const ends = stays.map(({ toMs }) => toMs).filter((toMs) => toMs > stay.fromMs).toSorted((a, b) => a - b);
      const end = ends.find((toMs) => toMs === stay.toMs || activeAt(toMs).length <= max);
      return {
        subject: { kind: "evaluator", id: stay.orgId },
        sinceMs: stay.fromMs,
        clearedMs: end !== undefined && context.reached(end) ? end : null,
        factIds: [...stay.factIds, ...before.filter((each) => each !== stay).flatMap(({ factIds }) => factIds)],
        values: { occupation, count: before.length, max, orgs: before.map(({ orgId }) => orgId).join("、") },
      };
    });
  },
};

interface Counted {
  occupation: string;
  countTypes: readonly string[];
  validYears: number;
}

/** In the order in which the evaluators came onto the list. */
function staysOf(facts: RuleContext["facts"], counted: Counted): Stay[] {
  const stays: Stay[] = [];
  for (const fact of ofTypes(facts, ["org.listed", "org.scope.changed", "org.delisted"])) {
    const { orgId } = fact.data;
    const open = stays.findLastIndex((stay) => stay.orgId === orgId && fact.atMs < stay.toMs);
    const known = stays[open];
    const period = periodOf(fact, counted);
    if (known === undefined) {
      if (period !== null) stays.push({ orgId, ...period, factIds: [fact.id] });
    } else {
      // A change of scope keeps the end of the listing that it changes.
      const toMs = period === null ? fact.atMs : fact.type === "org.listed" ? Math.max(known.toMs, period.toMs) : known.toMs;
      stays[open] = { ...known, toMs, factIds: [...known.factIds, fact.id] };
    }
  }
  return stays.toSorted((a, b) => a.fromMs - b.fromMs || (a.orgId < b.orgId ? -1 : 1));
}

/** null: after this fact the evaluator is not, or no longer, filed for the occupation. */
function periodOf(fact: Extract<Fact, { type: "org.listed" | "org.scope.changed" | "org.delisted" }>, { occupation, countTypes, validYears }: Counted): Pick<Stay, "fromMs" | "toMs"> | null {
  if (fact.type === "org.delisted") return null;
  const { occupations, evaluatorType, validFrom } = fact.data;
  if (!countTypes.includes(evaluatorType) || !occupations.some((each) => each.occupation === occupation)) return null;
  const stated = fact.type === "org.listed" ? fact.data.validTo : undefined;
  const lastDay = stated ?? addYears(validFrom, validYears);
  return { fromMs: Math.max(fact.atMs, startOfDayMs(validFrom)), toMs: startOfDayMs(addDays(lastDay, 1)) };
}
