import { z } from "zod";
import { idOf } from "../../../events/dossier-key.ts";
import { EvaluatorType } from "../../../events/fields.ts";
import { latestProfile } from "../../history/evaluator-profile.ts";
import { ofType } from "../../history/facts-by-type.ts";
import { realSessionsOf } from "../../history/session-arrangement.ts";
import { heldSinceMs } from "../../history/session-statements.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";

const Obstruction = z.object({ deliberateCauses: z.array(z.string()) });

export const obstruction: Check = {
  id: "EXM-14",
  scope: "org",
  zh: "疑似拒绝或阻挠督导",
  en: "Refusal or obstruction of supervision",
  sentence: { zh: "{at}：{what}（场次 {sessionId}），请人工审看。", en: "{at}: {what} (session {sessionId}); a person has to look at it." },
  guard: {
    zh: "只转人工审看；一般异常情况和网络、设备原因的中断不算阻挠。",
    en: "A person reads it; an ordinary incident, or a stream that the network or the equipment lost, is no obstruction.",
  },
  run(context, row) {
    const { deliberateCauses } = paramsOf(row, Obstruction);
    const reported = ofType(context.facts, "incident.reported").flatMap(({ id, atMs, data }) => (data.obstruction === true ? [{ id, atMs, sessionId: data.sessionId, what: data.what }] : []));
    const cut = ofType(context.facts, "stream.down").flatMap(({ id, atMs, data }) => (data.cause !== undefined && deliberateCauses.includes(data.cause) ? [{ id, atMs, sessionId: data.sessionId ?? "—", what: `${data.roomId}/${data.cameraId} ${data.cause}` }] : []));
    return [...reported, ...cut].map(({ id, atMs, sessionId, what }) => ({ subject: { kind: "record", id }, sinceMs: atMs, factIds: [id], values: { sessionId, what, at: localTimeOf(atMs) } }));
  },
};

const Fees = z.object({ evaluators: z.array(EvaluatorType) });

export const feesNotPublished: Check = {
  id: "EXM-15",
  scope: "org",
  zh: "收费标准未公布",
  en: "Fee table not published",
  sentence: {
    zh: "{activity} 起已受理计划或开展评价，收费标准公布于：{publishedAt}。",
    en: "Plans or examinations since {activity}; the fee table was published at: {publishedAt}.",
  },
  guard: {
    zh: "尚无计划和场次的机构不提示；首个计划之前公布的即可；公布后消除。",
    en: "An evaluator without a plan or session raises nothing; published before the first plan is enough; publication clears it.",
  },
  run(context, row) {
    const { evaluators } = paramsOf(row, Fees);
    const type = latestProfile(context.facts)?.evaluatorType;
    const active = firstActivity(context);
    const published = ofType(context.facts, "org.fee_table.published")[0];
    if (type === undefined || !evaluators.includes(type) || active === null || (published !== undefined && published.atMs <= active.atMs)) return [];
    return [{
      subject: { kind: "evaluator", id: idOf(context.dossier) },
      sinceMs: active.atMs,
      clearedMs: published?.atMs ?? null,
      factIds: [...active.factIds, ...(published === undefined ? [] : [published.id])],
      values: { activity: localTimeOf(active.atMs), publishedAt: published === undefined ? null : localTimeOf(published.atMs) },
    }];
  },
};

function firstActivity(context: RuleContext): { atMs: number; factIds: readonly string[] } | null {
  const plans = ofType(context.facts, "plan.received").map(({ id, atMs }) => ({ atMs, factIds: [id] }));
  const held = realSessionsOf(context.facts).flatMap((session) => {
    const atMs = heldSinceMs(context, session);
    return atMs === null ? [] : [{ atMs, factIds: session.factIds }];
  });
  return [...plans, ...held].toSorted((a, b) => a.atMs - b.atMs)[0] ?? null;
}
