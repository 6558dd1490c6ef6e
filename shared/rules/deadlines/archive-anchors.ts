import { localDateOfMs } from "../../calendar/local-date.ts";
import { evaluationEnds, type EvaluationEnd } from "../history/evaluation-end.ts";
import { ofType, viewOf } from "../history/facts-by-type.ts";
import type { Anchor, RuleContext } from "../rule-context.ts";

const WHOLE = 3;

/** 及时归档: data, the examiners' work record and the supervision report; complete when all three are sealed. */
export const batchArchived: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context) =>
    evaluationEnds(context).filter(({ batchId }) => batchId !== null).map((end) => {
      const sealed = sealsOf(context, end);
      const held = new Set<string>();
      const complete = sealed.find(({ data }) => {
        for (const what of data.holds) held.add(what);
        return held.size === WHOLE;
      });
      return { subject: end.subject, date: localDateOfMs(end.atMs), metAtMs: complete?.atMs ?? null, factIds: [...end.factIds, ...sealed.map(({ id }) => id)] };
    }),
};

const sealsByBatch = viewOf((facts) => Map.groupBy(ofType(facts, "archive.sealed"), ({ data }) => data.batchId));

function sealsOf({ facts }: RuleContext, { batchId }: EvaluationEnd) {
  return batchId === null ? [] : (sealsByBatch(facts).get(batchId) ?? []);
}

/**
 * 保管期限: from the end of the evaluation (A11), never from a file's own date.
 * The period says from when a thing may be destroyed; nothing destroys it (A13).
 */
export const kept: Anchor = {
  scope: "org",
  nature: "period",
  find: (context) => evaluationEnds(context).map(({ subject, atMs, factIds }) => ({ subject, date: localDateOfMs(atMs), metAtMs: null, factIds })),
};
