import { z } from "zod";
import { arrangementOf } from "../../history/session-arrangement.ts";
import { assembledPapersOf, paperUsesOf, type PaperUse } from "../../history/papers.ts";
import { bankAt, banksOf } from "../../history/banks.ts";
import { sessionsOf } from "../../history/sessions.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

export const paperFromBank: Check = {
  id: "PAP-02",
  scope: "org",
  zh: "试卷不出自登记题库（伪造试卷）",
  en: "Paper not drawn from the registered bank",
  sentence: {
    zh: "试卷 {paperId}（{occupation} {level}级）所注题库版本“{bankVersion}”，组卷时没有登记。",
    en: "Paper {paperId} ({occupation}, level {level}) names the bank version “{bankVersion}”, which was not registered when the paper was put together.",
  },
  guard: { zh: "组卷时已登记过的任一版本都算，不限最新版。", en: "Any version registered by then will do, not only the newest." },
  run({ facts }) {
    return [...assembledPapersOf(facts).values()].flatMap(({ atMs, factId, data }) => {
      const { paperId, occupation, level, bankVersion } = data;
      const bank = banksOf(facts).find((each) => each.occupation === occupation && each.level === level);
      const registered = bank?.steps.some((step) => step.atMs <= atMs && step.state.version === bankVersion) ?? false;
      if (registered) return [];
      return { subject: { kind: "paper", id: paperId }, sinceMs: atMs, factIds: [factId], values: { paperId, occupation, level, bankVersion } };
    });
  },
};

const Reuse = z.object({ sessions: z.number() });

/** Inferred: ten sets make it avoidable to give the same questions again soon. */
export const paperReused: Check = {
  id: "PAP-03",
  scope: "org",
  zh: "试卷短期内重复使用（推断）",
  en: "Same paper again within few sessions (inferred)",
  sentence: {
    zh: "试卷 {paperId} 的试题在场次 {before} 用过，隔 {distance} 场后又在 {sessionId} 使用（题库 {sets} 套，{limit} 场内本可避免）。",
    en: "The questions of paper {paperId} were used in session {before} and again {distance} sessions later in {sessionId} (the bank holds {sets} sets; within {limit} sessions it could be avoided).",
  },
  guard: {
    zh: "同时开考的场次算一次；卷库套数少到无法避免的不提示（另由题库规则提示）；场数为内部设置。",
    en: "Sessions that run at the same time count as one; where the bank has too few sets to avoid it the bank's own check speaks; the number of sessions is a house limit.",
  },
  run(context, row) {
    const { sessions } = paramsOf(row, Reuse);
    const groups = Map.groupBy(paperUsesOf(context.facts), ({ occupation, level }) => `${occupation}/${level}`);
    return [...groups.values()].flatMap((uses) => reusesIn(context, uses, sessions));
  },
};

function reusesIn(context: RuleContext, uses: readonly PaperUse[], sessions: number) {
  const moments = [...new Set(uses.map(({ atMs }) => atMs))];
  return uses.flatMap((use, index) => {
    const before = uses.slice(0, index).findLast(({ itemHash, atMs }) => itemHash === use.itemHash && atMs < use.atMs);
    if (before === undefined) return [];
    const distance = moments.indexOf(use.atMs) - moments.indexOf(before.atMs);
    const sets = setsFor(context, use);
    const limit = Math.min(sessions, sets ?? sessions);
    if (distance >= limit) return [];
    return {
      subject: { kind: "paper" as const, id: use.paperId },
      part: use.sessionId,
      sinceMs: use.atMs,
      factIds: [...new Set([...before.factIds, ...use.factIds])],
      values: { paperId: use.paperId, before: before.sessionId, sessionId: use.sessionId, distance, sets, limit },
    };
  });
}

/** The sets that the bank had for this part then; null: unknown. */
function setsFor({ facts }: RuleContext, use: PaperUse): number | null {
  const session = sessionsOf(facts).get(use.sessionId);
  const part = session === undefined ? undefined : arrangementOf(session)?.part;
  const bank = bankAt(facts, use, use.atMs);
  return (part === "practical" ? bank?.practicalSets : bank?.theorySets) ?? null;
}
