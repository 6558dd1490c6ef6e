import { z } from "zod";
import { localDateOfMs } from "../../../calendar/local-date.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { FINDING_SEVERITIES } from "../../decision.ts";
import { attendanceOf } from "../../history/attendance.ts";
import { lastEpisode, type Step } from "../../history/episodes.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import { registrationsOf, type Registration } from "../../history/registrations.ts";
import type { Dated } from "../../history/results.ts";
import { sessionsByBatch } from "../../history/sessions.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Params = z.object({ evaluators: z.array(EvaluatorType), sharedEvidence: z.enum(FINDING_SEVERITIES) });

export const conditionsNotProved: Check = {
  id: "PER-03",
  scope: "org",
  zh: "报考条件未核实或证明材料雷同",
  en: "Conditions not proved, or one proof for several people",
  sentence: {
    zh: "批次 {batchId} 的考生 {people}：{whatZh}。",
    en: "Candidate(s) {people} of batch {batchId}: {whatEn}.",
  },
  guard: {
    zh: "单位统一出具的证明信可以相同，只比对个人页；尚未审核、也未参加考试的不提示；审核通过即消除。",
    en: "A letter of the employer for all is normal, only pages about one person are compared; not checked yet and not sat yet raises nothing; a later proof clears it.",
  },
  run(context, row) {
    const { evaluators, sharedEvidence } = paramsOf(row, Params);
    const judged = registrationsOf(context.facts).filter(({ versions }) => {
      const type = profileOn(context.facts, localDateOfMs(versions[0]?.atMs ?? 0))?.evaluatorType;
      return type !== undefined && evaluators.includes(type);
    });
    return [...judged.flatMap((registration) => unproved(context, registration)), ...sharedPages(judged).map((firing) => ({ ...firing, severity: sharedEvidence }))];
  },
};

const checksOf = viewOf((facts) => Map.groupBy(ofType(facts, "candidate.condition.checked"), ({ data }) => `${data.batchId} ${data.personId}`));

function unproved(context: RuleContext, registration: Registration): CheckFiring[] {
  const { personId, batchId, cancelledMs } = registration;
  const checks = checksOf(context.facts).get(`${batchId} ${personId}`) ?? [];
  const steps = checks.map(({ id: factId, atMs, data }): Step<boolean> => ({ factId, atMs, state: data.proved }));
  const sat = steps.length === 0 && !hasEvidence(registration) ? satAt(context, registration) : null;
  const episode = lastEpisode(sat === null ? steps : [{ ...sat, state: false }], (proved) => !proved);
  if (episode === null) return [];
  const what = sat === null ? { whatZh: "审核结论为条件未证明", whatEn: "checked, and the conditions were not proved" } : { whatZh: "没有证明材料和审核记录即参加考试", whatEn: "sat the exam without evidence or a check" };
  return [{ subject: { kind: "person", id: personId }, part: batchId, sinceMs: episode.sinceMs, clearedMs: episode.clearedMs ?? cancelledMs, factIds: episode.factIds, values: { batchId, people: personId, ...what } }];
}

function hasEvidence({ versions }: Registration): boolean {
  return versions.some(({ data }) => data.evidence.length > 0);
}

function satAt({ facts }: RuleContext, { batchId, personId }: Registration): Dated | null {
  const seen = (sessionsByBatch(facts).get(batchId) ?? []).flatMap(({ sessionId }) => attendanceOf(facts, sessionId).present.get(personId) ?? []);
  return seen.toSorted((a, b) => a.atMs - b.atMs)[0] ?? null;
}

interface Use {
  personId: string;
  batchId: string;
  atMs: number;
  factId: string;
}

/** The same file as the personal page of several people: forged, or filed by mistake. */
function sharedPages(registrations: readonly Registration[]): CheckFiring[] {
  const uses = new Map<string, Use[]>();
  for (const { personId, batchId, versions } of registrations) {
    for (const { id: factId, atMs, data } of versions) {
      for (const { sha256, page } of data.evidence) {
        if (page === "letter") continue;
        const known = uses.get(sha256) ?? [];
        known.push({ personId, batchId, atMs, factId });
        uses.set(sha256, known);
      }
    }
  }
  return [...uses].flatMap(([sha256, found]) => {
    const ordered = found.toSorted((a, b) => a.atMs - b.atMs || (a.factId < b.factId ? -1 : 1));
    const second = ordered.find(({ personId }) => personId !== ordered[0]?.personId);
    if (second === undefined) return [];
    const people = [...new Set(ordered.map(({ personId }) => personId))];
    return {
      subject: { kind: "record", id: sha256.slice(0, 16) },
      part: sha256,
      sinceMs: second.atMs,
      factIds: ordered.map(({ factId }) => factId),
      values: { batchId: second.batchId, people: people.join("、"), whatZh: `${people.length} 人使用同一份个人证明材料`, whatEn: `${people.length} people use one and the same personal proof` },
    };
  });
}
