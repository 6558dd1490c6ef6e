import { z } from "zod";
import { addYears, localDateOfMs, startOfDayMs } from "../../../calendar/local-date.ts";
import { idOf } from "../../../events/dossier-key.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { CANDIDATE_RELATIONS } from "../../../events/kinds/people-events.ts";
import { FINDING_SEVERITIES } from "../../decision.ts";
import { candidaciesOf, type Candidacy } from "../../history/candidacies.ts";
import { lastEpisode, type Step } from "../../history/episodes.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { headcountFor, type Headcount } from "../../history/headcounts.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Severity = z.enum(FINDING_SEVERITIES).nullable();
const Params = z.object({
  evaluators: z.array(EvaluatorType),
  /** null: this jurisdiction does not compare with that number. */
  overAll: Severity,
  overOccupation: Severity,
  /** Relations that count; a candidate of unknown relation counts too. */
  relations: z.array(z.enum(CANDIDATE_RELATIONS)),
});

/** A30: distinct persons in twelve months, so that re-takes add nothing. */
export const beyondWorkforce: Check = {
  id: "PER-02",
  scope: "org",
  zh: "认定人数超过用人规模",
  en: "More candidates than the unit has people",
  sentence: {
    zh: "12 个月内{occupation}认定 {count} 人，计划当日在册 {headcount} 人。",
    en: "{count} distinct candidates{occupation} in 12 months, {headcount} people on the plan's date.",
  },
  guard: {
    zh: "按不同人员计，补考不重复计；与计划当日的用人规模比较，之后减员不追溯；批次取消的不计。",
    en: "Distinct persons, so that a re-take adds nobody; the headcount of the plan's date counts, not a later one; cancelled batches are left out.",
  },
  run(context, row) {
    const { evaluators, overAll, overOccupation, relations } = paramsOf(row, Params);
    const counted = candidaciesOf(context.facts).filter(({ relation, atMs }) => {
      const type = profileOn(context.facts, localDateOfMs(atMs))?.evaluatorType;
      return type !== undefined && evaluators.includes(type) && (relation === null || relations.includes(relation));
    });
    const all = overAll === null ? [] : [{ occupation: null, severity: overAll, candidacies: counted }];
    const each = overOccupation === null ? [] : [...Map.groupBy(counted, ({ occupation }) => occupation ?? "")].filter(([occupation]) => occupation !== "");
    const byOccupation = each.map(([occupation, candidacies]) => ({ occupation, severity: overOccupation ?? row.severity, candidacies }));
    return [...all, ...byOccupation].flatMap(({ occupation, severity, candidacies }) => firing(context, { occupation, severity, candidacies }));
  },
};

interface Compared {
  occupation: string | null;
  severity: NonNullable<z.infer<typeof Severity>>;
  candidacies: readonly Candidacy[];
}

function firing(context: RuleContext, { occupation, severity, candidacies }: Compared): CheckFiring[] {
  const episode = lastEpisode(rollingCounts(context, candidacies, occupation), isBeyond);
  const { count, headcount = null } = episode?.state ?? {};
  if (episode === null || count === undefined || headcount === null) return [];
  return [{
    subject: { kind: "evaluator", id: idOf(context.dossier) },
    part: occupation ?? "all",
    sinceMs: episode.sinceMs,
    clearedMs: episode.clearedMs,
    severity,
    factIds: [headcount.factId, ...episode.factIds.slice(0, 1)],
    values: { occupation: occupation === null ? "" : ` ${occupation} `, count, headcount: headcount.people, asOf: headcount.asOf },
  }];
}

interface Count {
  /** Distinct persons of the twelve months up to this step. */
  count: number;
  headcount: Headcount | null;
}

function isBeyond({ count, headcount }: Count): boolean {
  return headcount !== null && count > headcount.people;
}

/** One step for each candidacy, and for each one that falls out of the twelve months. */
function rollingCounts(context: RuleContext, candidacies: readonly Candidacy[], occupation: string | null): Step<Count>[] {
  const steps: Step<Count>[] = [];
  const timesOf = new Map<string, number>();
  let oldest = 0;
  const dropUntil = (moment: (expiryMs: number) => boolean) => {
    for (let entry = candidacies[oldest]; entry !== undefined; entry = candidacies[oldest]) {
      const expiryMs = startOfDayMs(addYears(localDateOfMs(entry.atMs), 1));
      const times = timesOf.get(entry.personId);
      if (times === undefined || !moment(expiryMs)) return;
      if (times === 1) timesOf.delete(entry.personId);
      else timesOf.set(entry.personId, times - 1);
      oldest += 1;
      steps.push({ atMs: expiryMs, factId: entry.factId, state: { count: timesOf.size, headcount: steps.at(-1)?.state.headcount ?? null } });
    }
  };
  for (const { atMs, personId, factId, planDay } of candidacies) {
    dropUntil((expiryMs) => expiryMs <= atMs);
    timesOf.set(personId, (timesOf.get(personId) ?? 0) + 1);
    steps.push({ atMs, factId, state: { count: timesOf.size, headcount: headcountFor(context.facts, planDay, occupation) } });
  }
  const last = steps.at(-1)?.state;
  // What falls out later matters only while too many are in.
  if (last !== undefined && isBeyond(last)) dropUntil((expiryMs) => context.reached(expiryMs));
  return steps;
}
