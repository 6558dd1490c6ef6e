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
      const { sealed, completeMs } = archiveOf(context, end);
      return { subject: end.subject, date: localDateOfMs(end.atMs), metAtMs: completeMs, factIds: [...end.factIds, ...sealed.map(({ id }) => id)] };
    }),
};

const sealsByBatch = viewOf((facts) => Map.groupBy(ofType(facts, "archive.sealed"), ({ data }) => data.batchId));

function archiveOf({ facts }: RuleContext, { batchId }: EvaluationEnd) {
  const sealed = batchId === null ? [] : (sealsByBatch(facts).get(batchId) ?? []);
  const held = new Set<string>();
  const complete = sealed.find(({ data }) => {
    for (const what of data.holds) held.add(what);
    return held.size === WHOLE;
  });
  return { sealed, completeMs: complete?.atMs ?? null };
}

/**
 * 保管期限: from the end of the evaluation, never from a file's own date; from
 * the complete archive where the authority reads it so (A11). The period says
 * from when a thing may be destroyed; nothing destroys it (A13).
 */
export const kept: Anchor = {
  scope: "org",
  nature: "period",
  find: (context) =>
    evaluationEnds(context).map((end) => {
      const archivedMs = context.setting("retention.start") === "archive" ? archiveOf(context, end).completeMs : null;
      return { subject: end.subject, date: localDateOfMs(Math.max(end.atMs, archivedMs ?? 0)), metAtMs: null, factIds: end.factIds };
    }),
};
