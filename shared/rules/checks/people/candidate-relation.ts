import { z } from "zod";
import { addYears, localDateOfMs } from "../../../calendar/local-date.ts";
import { idOf } from "../../../events/dossier-key.ts";
import type { FactOf } from "../../../events/fact.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { CANDIDATE_RELATIONS } from "../../../events/kinds/people-events.ts";
import { FINDING_SEVERITIES, type Finding } from "../../decision.ts";
import { lastEpisode } from "../../history/episodes.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import { registrationsOf, type Registration } from "../../history/registrations.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

/** lawful, or what it is found as here (C13); thresholds of one jurisdiction are never used in another (C23). */
const Judgement = z.enum(["lawful", ...FINDING_SEVERITIES]);
const Params = z.object({
  evaluators: z.array(EvaluatorType),
  relations: z.record(z.enum(CANDIDATE_RELATIONS), Judgement),
  unrecorded: Judgement,
  /** Not in the unit's own workforce register (LN-044); null: the text does not ask. */
  notInRegister: Judgement.nullable(),
});
type Params = z.infer<typeof Params>;

export const outsideCandidate: Check = {
  id: "PER-01",
  scope: "org",
  zh: "考生不属于本单位",
  en: "Candidate outside the unit",
  sentence: {
    zh: "批次 {batchId} 的考生 {personId}：与本单位的关系为“{relation}”，用工名册：{register}。",
    en: "Candidate {personId} of batch {batchId}: relation “{relation}”, workforce register: {register}.",
  },
  guard: {
    zh: "各地按各自的关系表判断：劳务派遣在辽宁属本单位，已登记的上下游企业在厦门可以；外地的口径不适用于本地。",
    en: "Each place has its own table: dispatched workers belong to the unit in Liaoning, recorded partners may come in Xiamen; no table is used elsewhere.",
  },
  run(context, row) {
    const params = paramsOf(row, Params);
    return registrationsOf(context.facts).flatMap((registration) => {
      const { personId, batchId, versions, cancelledMs } = registration;
      const steps = versions.map((fact) => ({ atMs: fact.atMs, factId: fact.id, state: { fact, judgement: judge(context, fact, params) } }));
      const episode = lastEpisode(steps, ({ judgement }) => judgement !== "lawful");
      if (episode === null || episode.state.judgement === "lawful" || !isOfType(context, registration, params)) return [];
      const { fact, judgement } = episode.state;
      return {
        subject: { kind: "person", id: personId },
        part: batchId,
        sinceMs: episode.sinceMs,
        clearedMs: episode.clearedMs ?? cancelledMs,
        severity: judgement,
        factIds: episode.factIds,
        values: { personId, batchId, relation: fact.data.relation ?? "—", register: isInRegister(context, fact) === false ? "✗" : "—" },
      };
    });
  },
};

function isOfType({ facts }: RuleContext, { versions }: Registration, { evaluators }: Pick<Params, "evaluators">): boolean {
  const type = profileOn(facts, localDateOfMs(versions[0]?.atMs ?? 0))?.evaluatorType;
  return type !== undefined && evaluators.includes(type);
}

function judge(context: RuleContext, fact: FactOf<"candidate.registered">, params: Params): z.infer<typeof Judgement> {
  const inRegister = isInRegister(context, fact);
  if (inRegister === false && params.notInRegister !== null) return params.notInRegister;
  const known = fact.data.relation ?? (inRegister === true || fact.data.employerId === idOf(context.dossier) ? "own-staff" : null);
  return known === null ? params.unrecorded : (params.relations[known] ?? params.unrecorded);
}

const registersOf = viewOf((facts) => ofType(facts, "org.workforce.reported").map(({ data }) => ({ asOf: data.asOf, people: new Set(data.personIds) })));

/** By the word of the registration, else by the newest register that was reported by then; null: nobody says. Dispatched workers stand in another's register. */
function isInRegister({ facts }: RuleContext, { atMs, data }: FactOf<"candidate.registered">): boolean | null {
  if (data.inWorkforceRegister !== undefined) return data.inWorkforceRegister;
  const register = registersOf(facts).findLast(({ asOf }) => asOf <= localDateOfMs(atMs));
  if (register === undefined || data.relation === "dispatched") return null;
  return register.people.has(data.personId);
}

const Eligible = z.object({ years: z.number(), evaluators: z.array(EvaluatorType) });

export const dispatchedTooShort: Check = {
  id: "PER-04",
  scope: "org",
  zh: "劳务派遣不满一年",
  en: "Dispatched for less than a year",
  sentence: {
    zh: "批次 {batchId} 的派遣职工 {personId} 自 {employedSince} 起在本企业工作，{eligibleFrom} 起满一年，报名于 {appliedOn}。",
    en: "Dispatched worker {personId} of batch {batchId} has worked here since {employedSince}, a year is reached on {eligibleFrom}; registered on {appliedOn}.",
  },
  guard: { zh: "满一年当日即可；起始日期未报的不判断；其他用工形式不适用。", en: "The day on which a year is reached is enough; an unknown start is not judged; other kinds of labour are not asked." },
  run(context, row) {
    const params = paramsOf(row, Eligible);
    return registrationsOf(context.facts).flatMap((registration) => {
      const { personId, batchId, versions, cancelledMs } = registration;
      const newest = versions.at(-1);
      const { relation, employedSince } = newest?.data ?? {};
      if (newest === undefined || relation !== "dispatched" || employedSince === undefined || !isOfType(context, registration, params)) return [];
      const appliedOn = localDateOfMs(newest.atMs);
      const eligibleFrom = addYears(employedSince, params.years);
      if (eligibleFrom <= appliedOn) return [];
      return { subject: { kind: "person", id: personId }, part: batchId, sinceMs: newest.atMs, clearedMs: cancelledMs, factIds: [newest.id], values: { personId, batchId, employedSince, eligibleFrom, appliedOn } };
    });
  },
};

const Fit = z.object({ postSeverity: z.custom<Finding["severity"]>((value) => FINDING_SEVERITIES.some((each) => each === value)) });

export const oneOccupationOfThePost: Check = {
  id: "PER-05",
  scope: "org",
  zh: "一次报考多个职业或与岗位不符",
  en: "Several occupations in a round, or not that of the post",
  sentence: {
    zh: "批次 {batchId} 的考生 {personId} 报考 {occupations}，岗位职业：{post}。",
    en: "Candidate {personId} of batch {batchId} registered for {occupations}; the post is {post}.",
  },
  guard: { zh: "只有吉林有此要求；不同批次可报不同职业；岗位未报的不判断。", en: "Jilin only; other batches may be for other occupations; an unknown post is not judged." },
  run(context, row) {
    const { postSeverity } = paramsOf(row, Fit);
    return registrationsOf(context.facts).flatMap(({ personId, batchId, versions, cancelledMs }) => {
      const common = { subject: { kind: "person" as const, id: personId }, clearedMs: cancelledMs };
      const occupations = [...new Set(versions.map(({ data }) => data.occupation))];
      const second = versions.find(({ data }) => data.occupation !== versions[0]?.data.occupation);
      const misfit = versions.findLast(({ data }) => data.postOccupation !== undefined && data.postOccupation !== data.occupation);
      const several = second === undefined ? [] : [{ ...common, part: batchId, sinceMs: second.atMs, factIds: versions.map(({ id }) => id), values: { personId, batchId, occupations: occupations.join("、"), post: second.data.postOccupation ?? "—" } }];
      if (misfit === undefined) return several;
      const { occupation, postOccupation = "—" } = misfit.data;
      return [...several, { ...common, part: `${batchId}/post`, sinceMs: misfit.atMs, severity: postSeverity, factIds: [misfit.id], values: { personId, batchId, occupations: occupation, post: postOccupation } }];
    });
  },
};
