import type { FactOf } from "../../../events/fact.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { inBoth, PART_WORDS } from "../two-languages.ts";

export const changedAfterPosting: Check = {
  id: "SCO-03",
  scope: "org",
  zh: "公示后改分无复核记录",
  en: "Score changed after posting without a re-check",
  sentence: {
    zh: "考生 {personId} 的{partZh}成绩在公示（{postedAt}）之后于 {at} 由 {old} 改为 {new}，没有复核记录（理由“{reason}”）。",
    en: "The {partEn} score of {personId} was changed at {at} from {old} to {new}, after the posting of {postedAt}, with no re-check on record (reason “{reason}”).",
  },
  guard: {
    zh: "有复核记录（同一人、同一批次，改分之前或其所引的记录）即不提示；公示前的更改不提示。",
    en: "A re-check on record clears it (same person and batch, before the change, or the one that the change names); changes before the posting are in order.",
  },
  run(context) {
    return ofType(context.facts, "score.changed").flatMap((change) => {
      const { batchId, personId, part, reason } = change.data;
      const posted = ofType(context.facts, "results.posted").find((each) => each.data.batchId === batchId && each.atMs <= change.atMs);
      if (posted === undefined) return [];
      const recheck = recheckOf(context, change);
      if (recheck !== undefined && recheck.atMs <= change.atMs) return [];
      return {
        subject: { kind: "person", id: personId },
        part: `${batchId}/${part}/${change.id}`,
        sinceMs: change.atMs,
        clearedMs: recheck?.atMs ?? null,
        factIds: [posted.id, change.id, ...(recheck === undefined ? [] : [recheck.id])],
        values: { personId, batchId, ...inBoth("part", PART_WORDS[part]), old: change.data.old, new: change.data.new, reason, at: localTimeOf(change.atMs), postedAt: localTimeOf(posted.atMs) },
      };
    });
  },
};

/** The re-check that the change names, whenever it was recorded; else one of this person that came before the change. */
function recheckOf({ facts }: RuleContext, { atMs, data }: FactOf<"score.changed">): FactOf<"score.recheck_recorded"> | undefined {
  const records = ofType(facts, "score.recheck_recorded").filter((each) => each.data.batchId === data.batchId && each.data.personId === data.personId);
  return data.recheckId === undefined ? records.find((each) => each.atMs <= atMs) : records.find((each) => each.data.recheckId === data.recheckId);
}
