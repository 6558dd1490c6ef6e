import { z } from "zod";
import { localDateOfMs } from "../../../calendar/local-date.ts";
import type { EventData } from "../../../events/event-catalog.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import type { Fact } from "../../../events/fact.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { lastEpisode, type Step } from "../../history/episodes.ts";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import type { Check, CheckFiring } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined, type Words } from "../two-languages.ts";

type Norm = EventData<"norm.filed">;

const KIND_WORDS: Readonly<Record<Norm["kind"], Words>> = {
  national: { zh: "国家标准", en: "national" },
  sector: { zh: "行业标准", en: "sector" },
  enterprise: { zh: "企业规范", en: "enterprise" },
  none: { zh: "无国家标准", en: "no national standard" },
};
const WHY = { below: { zh: "声明低于国家标准", en: "declared to be below the national standard" }, unfiled: { zh: "未备案", en: "not filed" } };

/** Norms by occupation; a newer version replaces the older one. */
const normsOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, readonly Step<Norm>[]> =>
  Map.groupBy(
    ofType(facts, "norm.filed").map(({ id: factId, atMs, data }) => ({ factId, atMs, state: data })),
    ({ state }) => state.occupation,
  ),
);

function normsThat(facts: readonly Fact[], isWrong: (norm: Norm) => boolean): CheckFiring[] {
  return [...normsOf(facts)].flatMap(([occupation, steps]) => {
    const episode = lastEpisode(steps, isWrong);
    if (episode === null) return [];
    const { standardRef, version, kind, belowNational, filed } = episode.state;
    const why = [...(belowNational === true ? [WHY.below] : []), ...(filed === false ? [WHY.unfiled] : [])];
    return {
      subject: { kind: "bank", id: occupation },
      sinceMs: episode.sinceMs,
      clearedMs: episode.clearedMs,
      factIds: episode.factIds,
      values: { occupation, standardRef, version, ...inBoth("kind", KIND_WORDS[kind]), ...inBoth("why", joined(why)) },
    };
  });
}

const NationalOnly = z.object({ evaluators: z.array(EvaluatorType) });

export const nationalStandard: Check = {
  id: "BNK-04",
  scope: "org",
  zh: "未执行国家职业标准",
  en: "Not the national standard",
  sentence: {
    zh: "{occupation} 的评价规范依据 {standardRef}（{kindZh}），不是国家职业标准；院校和社会培训评价组织须执行国家职业标准。",
    en: "The norm for {occupation} rests on {standardRef} ({kindEn}), not on a national standard; schools and social organisations must follow it.",
  },
  guard: { zh: "没有国家标准的职业不在此列（XM-044）；用人单位不在此列。", en: "Occupations without a national standard are left out (XM-044), and enterprises." },
  run(context, row) {
    const { evaluators } = paramsOf(row, NationalOnly);
    const { facts } = context;
    const bound = ({ atMs }: { atMs: number }) => {
      const type = profileOn(facts, localDateOfMs(atMs))?.evaluatorType;
      return type !== undefined && evaluators.includes(type);
    };
    return normsThat(facts, ({ kind, nationalStandardExists }) => kind !== "national" && kind !== "none" && nationalStandardExists !== false).filter(
      ({ sinceMs }) => bound({ atMs: sinceMs }),
    );
  },
};

const Declaration = z.object({ askFiled: z.boolean() });

export const normDeclared: Check = {
  id: "BNK-05",
  scope: "org",
  zh: "评价规范低于国家标准或未备案",
  en: "Norm below the national standard or not filed",
  sentence: {
    zh: "{occupation} 的评价规范 {standardRef}（版本 {version}）：{whyZh}。",
    en: "The norm {standardRef} for {occupation} (version {version}): {whyEn}.",
  },
  guard: { zh: "只看声明：未声明的不判断；国家标准本身无须备案。", en: "Declarations only: what was not declared is not judged; a national standard needs no filing." },
  run(context, row) {
    const { askFiled } = paramsOf(row, Declaration);
    return normsThat(context.facts, ({ belowNational, filed, kind }) => belowNational === true || (askFiled && filed === false && kind !== "national"));
  },
};
