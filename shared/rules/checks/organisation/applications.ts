import { z } from "zod";
import { EvaluatorType } from "../../../events/fields.ts";
import { banAt } from "../../deadlines/bans.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check } from "../../rule-context.ts";
import { appliesIn } from "../../rulebook.ts";
import { paramsOf } from "../row-params.ts";

export const applicationInBan: Check = {
  id: "ORG-10",
  scope: "org",
  zh: "禁止申请期内提交申请",
  en: "Application inside a ban",
  sentence: {
    zh: "申请 {filingId} 不予接受：{decidedOn} 决定取消备案，{lastDay} 及以前不接受申请。",
    en: "Application {filingId} is refused: the filing was cancelled on {decidedOn}; none is taken up to and including {lastDay}.",
  },
  guard: {
    zh: "只看作出决定的地区的禁止期，其他地区的决定不影响；最后一日的次日起即可申请。",
    en: "Only a ban of the jurisdiction that decided; a decision elsewhere bars nothing here; from the day after the last one it is taken.",
  },
  run(context) {
    return ofType(context.facts, "org.filing.submitted").flatMap(({ id, atMs, data }) => {
      const ban = appliesIn(context.rulebook, data.areaCode) ? banAt(context, atMs) : null;
      if (ban === null) return [];
      const { decidedOn, lastDay, ground, ruleId, factId } = ban;
      return { subject: { kind: "filing", id: data.filingId }, sinceMs: atMs, factIds: [factId, id], values: { filingId: data.filingId, decidedOn, lastDay, ground, deadline: ruleId } };
    });
  },
};

const Params = z.object({ field: z.enum(["mainBusiness", "businessScope"]), terms: z.array(z.string()).min(1), evaluators: z.array(EvaluatorType) });

export const excludedBusiness: Check = {
  id: "ORG-12",
  scope: "org",
  zh: "主营业务或经营范围不符",
  en: "Excluded line of business",
  sentence: {
    zh: "申请 {filingId} 不予接受：{fieldZh}含“{found}”。",
    en: "Application {filingId} is refused: its {fieldEn} includes “{found}”.",
  },
  guard: {
    zh: "厦门只看主营业务，深圳看整个经营范围（C14）；只针对企业。",
    en: "Xiamen looks at the main business only, Shenzhen at the whole scope (C14); enterprises only.",
  },
  run(context, row) {
    const { field, terms, evaluators } = paramsOf(row, Params);
    return ofType(context.facts, "org.filing.submitted").flatMap(({ id, atMs, data }) => {
      const found = (data[field] ?? []).filter((business) => terms.some((term) => business.includes(term)));
      if (found.length === 0 || !evaluators.includes(data.evaluatorType)) return [];
      const main = field === "mainBusiness";
      return {
        subject: { kind: "filing", id: data.filingId },
        sinceMs: atMs,
        factIds: [id],
        values: { filingId: data.filingId, found: found.join("、"), fieldZh: main ? "主营业务" : "经营范围", fieldEn: main ? "main business" : "business scope" },
      };
    });
  },
};
