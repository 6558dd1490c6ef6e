import { z } from "zod";
import type { EventData } from "../../../events/event-catalog.ts";
import { bankId, banksOf } from "../../history/banks.ts";
import { lastEpisode } from "../../history/episodes.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Theory = z.object({ minTheoryItems: z.number(), minTheorySets: z.number() });
const Practical = z.object({ minPracticalSets: z.number() });
const Review = z.object({ minReviewQuestions: z.number(), reviewLevels: z.array(z.number()) });

type Counts = EventData<"bank.registered">;

/** Banks whose counts fell short, with the newest short counts; a count that nobody reported is unknown, not 0. */
function shortBanks(context: RuleContext, isShort: (counts: Counts) => boolean, tell: (counts: Counts) => Pick<CheckFiring, "severity" | "values">): CheckFiring[] {
  return banksOf(context.facts).flatMap(({ occupation, level, steps }) => {
    const episode = lastEpisode(steps, isShort);
    if (episode === null) return [];
    const { sinceMs, clearedMs, factIds, state } = episode;
    const told = tell(state);
    return { subject: { kind: "bank", id: bankId({ occupation, level }) }, sinceMs, clearedMs, factIds, ...told, values: { occupation, level, ...told.values } };
  });
}

/** A26: too few items with enough sets is the paper-bank equivalent; sets that nobody stated prove no equivalent. */
export const theoryItems: Check = {
  id: "BNK-01",
  scope: "org",
  zh: "理论题量不足",
  en: "Too few theory items",
  sentence: {
    zh: "{occupation} {level}级题库理论题 {items} 道，少于 {minItems} 道；卷库 {sets} 套（等效要求 {minSets} 套，原则上）。",
    en: "The bank for {occupation}, level {level}, holds {items} theory items, fewer than {minItems}; {sets} sets (the equivalent asks {minSets}, in principle).",
  },
  guard: {
    zh: "满 1200 题即不提示；不足而卷库满 10 套只作提示（A26）；未报题量不视为 0。",
    en: "1,200 items are enough; fewer with 10 sets is only worth knowing (A26); a number that was not reported is not 0.",
  },
  run(context, row) {
    const { minTheoryItems, minTheorySets } = paramsOf(row, Theory);
    return shortBanks(
      context,
      ({ theoryItems: items }) => items !== undefined && items < minTheoryItems,
      ({ theoryItems: items = null, theorySets: sets = null }) => ({
        severity: sets !== null && sets >= minTheorySets ? "info" : row.severity,
        values: { items, minItems: minTheoryItems, sets, minSets: minTheorySets },
      }),
    );
  },
};

export const practicalSets: Check = {
  id: "BNK-02",
  scope: "org",
  zh: "技能卷库不足",
  en: "Too few practical sets",
  sentence: {
    zh: "{occupation} {level}级技能操作卷库 {sets} 套，少于 {minSets} 套（原则上）。",
    en: "The bank for {occupation}, level {level}, holds {sets} practical sets, fewer than {minSets} (in principle).",
  },
  guard: { zh: "满 10 套即不提示；未报套数不视为 0；条文为“原则上”，只作黄色。", en: "10 sets are enough; sets that were not reported are not 0; the text says in principle, so amber at most." },
  run(context, row) {
    const { minPracticalSets } = paramsOf(row, Practical);
    return shortBanks(
      context,
      ({ practicalSets: sets }) => sets !== undefined && sets < minPracticalSets,
      ({ practicalSets: sets = null }) => ({ values: { sets, minSets: minPracticalSets } }),
    );
  },
};

export const reviewQuestions: Check = {
  id: "BNK-03",
  scope: "org",
  zh: "综合评审试题不足",
  en: "Too few review questions",
  sentence: {
    zh: "{occupation} {level}级综合评审试题 {questions} 题，少于 {minQuestions} 题。",
    en: "The bank for {occupation}, level {level}, holds {questions} review questions, fewer than {minQuestions}.",
  },
  guard: { zh: "仅技师、高级技师（2、1级）有此要求；该句没有“原则上”；未报不视为 0。", en: "Asked only at levels 2 and 1; the sentence has no “in principle”; what was not reported is not 0." },
  run(context, row) {
    const { minReviewQuestions, reviewLevels } = paramsOf(row, Review);
    return shortBanks(
      context,
      ({ level, reviewQuestions: questions }) => reviewLevels.includes(level) && questions !== undefined && questions < minReviewQuestions,
      ({ reviewQuestions: questions = null }) => ({ values: { questions, minQuestions: minReviewQuestions } }),
    );
  },
};
