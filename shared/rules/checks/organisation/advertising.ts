import { z } from "zod";
import { localDateOfMs } from "../../../calendar/local-date.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { profileOn } from "../../history/evaluator-profile.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Params = z.object({ terms: z.array(z.string()).min(1), evaluators: z.array(EvaluatorType) });

/** Titles of documents, and sentences that forbid the words, are not advertising with them. */
const QUOTED = /《[^》]*》|[^。；;!！?？\n]*(?:不得|禁止|严禁)[^。；;!！?？\n]*/g;

export const advertising: Check = {
  id: "ORG-14",
  scope: "org",
  zh: "招生宣传用语或标识",
  en: "Wording or logos in publicity",
  sentence: {
    zh: "宣传内容含受限字样“{terms}”，政府或其他单位标识 {logos} 处：{wording}",
    en: "The publicity uses restricted words “{terms}” and {logos} logo(s) of the government or another body: {wording}",
  },
  guard: {
    zh: "只转人工审看，不直接认定；引用文件名称或禁止性规定不算宣传。",
    en: "A person reads it, it is no breach by itself; naming a document or quoting the prohibition is not advertising.",
  },
  run(context, row) {
    const { terms, evaluators } = paramsOf(row, Params);
    return ofType(context.facts, "org.advert.reported").flatMap(({ id, atMs, data }) => {
      const type = profileOn(context.facts, localDateOfMs(atMs))?.evaluatorType;
      if ((type !== undefined && !evaluators.includes(type)) || data.quotesRule === true) return [];
      const own = data.wording.replace(QUOTED, "");
      const used = terms.filter((term) => own.includes(term));
      if (used.length === 0 && data.usesLogo !== true) return [];
      return {
        subject: { kind: "record", id },
        sinceMs: atMs,
        factIds: [id],
        values: { terms: used.length === 0 ? "—" : used.join("、"), logos: data.usesLogo === true ? 1 : 0, wording: data.wording },
      };
    });
  },
};
