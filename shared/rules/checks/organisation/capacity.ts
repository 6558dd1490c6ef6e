import { z } from "zod";
import { idOf } from "../../../events/dossier-key.ts";
import { localDateOfMs } from "../../../calendar/local-date.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { FINDING_SEVERITIES } from "../../decision.ts";
import { capacityOf, MEASURES, type Measure } from "../../history/capacity.ts";
import { lastEpisode } from "../../history/episodes.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Minimum = z.strictObject({
  measure: z.custom<Measure>((name) => typeof name === "string" && Object.hasOwn(MEASURES, name), "expected the name of a measure"),
  min: z.number(),
  severity: z.enum(FINDING_SEVERITIES),
  evaluators: z.array(EvaluatorType).min(1),
  source: z.string(),
});
const Params = z.object({ minima: z.array(Minimum).min(1) });

export const capacity: Check = {
  id: "ORG-07",
  scope: "org",
  zh: "条件不足",
  en: "Capacity below the minimum",
  sentence: {
    zh: "{occupation}{measureZh}：{value}，要求不少于 {min}（{source}）。",
    en: "{occupation}{measureEn}: {value}, at least {min} are asked ({source}).",
  },
  guard: {
    zh: "数值含本数；没有上报的数不视为 0；“原则上”的条件只作黄色；申请不予受理后不再提示。",
    en: "The bound itself is enough; a number that was not reported is not 0; what the text asks in principle is amber; a refused application ends it.",
  },
  run(context, row) {
    const { minima } = paramsOf(row, Params);
    return minima.flatMap(({ measure, min, severity, evaluators, source }) =>
      capacityOf(context.facts).flatMap((history) => {
        if (history.measure !== measure) return [];
        const episode = lastEpisode(history.steps, (value) => value < min);
        const type = episode === null ? undefined : profileOn(context.facts, localDateOfMs(episode.sinceMs))?.evaluatorType;
        if (episode === null || type === undefined || !evaluators.includes(type)) return [];
        const refused = episode.clearedMs === null ? refusedAfter(context, episode.sinceMs) : null;
        const { zh, en } = MEASURES[measure];
        return {
          subject: { kind: "evaluator", id: idOf(context.dossier) },
          part: `${measure}/${history.occupation ?? ""}`,
          sinceMs: episode.sinceMs,
          clearedMs: episode.clearedMs ?? refused?.atMs ?? null,
          severity,
          factIds: [...episode.factIds, ...(refused === null ? [] : [refused.id])],
          values: { measure, measureZh: zh, measureEn: en, occupation: history.occupation === null ? "" : `${history.occupation} `, value: episode.state, min, source },
        };
      }),
    );
  },
};

/** The refusal of an application that led to no listing: what it lacked matters no more. */
function refusedAfter({ facts }: RuleContext, sinceMs: number) {
  if (ofType(facts, "org.listed").length > 0) return null;
  return ofType(facts, "org.filing.refused").find(({ atMs }) => atMs >= sinceMs) ?? null;
}
