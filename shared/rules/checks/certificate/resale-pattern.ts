import { z } from "zod";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Limit = z.object({ minHolders: z.number() });
const SHOWN = 20;

/** Inferred: resale has buyers who never meet the seller's name but share his telephone or his account. */
export const resalePattern: Check = {
  id: "CRT-10",
  scope: "org",
  zh: "倒卖证书迹象：多人共用联系或付款方式（推断）",
  en: "Resale pattern: one contact or payer for many holders (inferred)",
  sentence: {
    zh: "批次 {batchId} 有 {count} 人共用 {contact}：{people}（{limit} 人起提示，内部设置）。",
    en: "In batch {batchId}, {count} people share {contact}: {people} (told from {limit} on, a house limit).",
  },
  guard: { zh: "单位为职工付款是正常的：付款人是用人单位，或所有人登记的单位相同，即不提示；仅为存疑，由人核查。", en: "Employers pay for their staff: the payer is the employer, or all are registered with one employer, and nothing is raised; a suspicion for a person." },
  run(context, row) {
    const { minHolders: limit } = paramsOf(row, Limit);
    return ofType(context.facts, "candidate.shared_pay").flatMap(({ id, atMs, data }) => {
      const { batchId, contact } = data;
      const holders = [...new Set(data.holders)];
      if (holders.length < limit || data.payerIsEmployer === true || (data.payerIsEmployer === undefined && haveOneEmployer(context, holders, batchId))) return [];
      const values = { batchId, contact, count: holders.length, limit, people: holders.slice(0, SHOWN).join(", ") };
      return { subject: { kind: "batch", id: batchId }, part: contact, sinceMs: atMs, factIds: [id], values };
    });
  },
};

const employers = viewOf((facts) => new Map(ofType(facts, "candidate.registered").map(({ data }) => [`${data.batchId} ${data.personId}`, data.employerId])));

function haveOneEmployer({ facts }: RuleContext, holders: readonly string[], batchId: string): boolean {
  const found = new Set(holders.map((personId) => employers(facts).get(`${batchId} ${personId}`)));
  return found.size === 1 && !found.has(undefined);
}
