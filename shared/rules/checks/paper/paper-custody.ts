import { z } from "zod";
import { instantMs } from "../../../calendar/local-date.ts";
import { ofType } from "../../history/facts-by-type.ts";
import { paperCountsOf, type PaperCount } from "../../history/papers.ts";
import { overMs } from "../../history/session-arrangement.ts";
import { sessionStatementsOf } from "../../history/session-statements.ts";
import { sessionsOf } from "../../history/sessions.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined } from "../two-languages.ts";

const MINUTE_MS = 60_000;

/** Inferred from the duty to keep papers secret. One finding per room. */
export const unsealedEarly: Check = {
  id: "PAP-01",
  scope: "org",
  zh: "试卷提前拆封（推断）",
  en: "Paper unsealed too early (inferred)",
  sentence: {
    zh: "试卷 {paperId} 于 {at} 在 {roomId} 拆封，早于开考 {startsAt} 前 {minutes} 分钟（拆封人 {by}）。",
    en: "Paper {paperId} was unsealed at {at} in {roomId}, more than {minutes} minutes before the start at {startsAt} (by {by}).",
  },
  guard: { zh: "恰在时限上拆封不算早（内部设置，默认开考前 30 分钟）；开考时间以拆封时所知和最后安排中较早者为准；测试场次不算。", en: "On the limit is not early (a house limit, 30 minutes before the start by default); the earlier of the start as known then and as arranged last counts; tests are left out." },
  run(context) {
    const minutes = Number(context.setting("paper.unsealWindowMinutes"));
    return ofType(context.facts, "paper.unsealed").flatMap(({ id, atMs, data }) => {
      const startsMs = startAsKnown(context, data.sessionId, atMs);
      if (startsMs === null || atMs >= startsMs - minutes * MINUTE_MS) return [];
      const { paperId, sessionId, roomId, by = null } = data;
      return {
        subject: { kind: "paper", id: paperId },
        part: `${sessionId}/${roomId}`,
        sinceMs: atMs,
        factIds: [id],
        values: { paperId, sessionId, roomId, by, minutes, at: localTimeOf(atMs), startsAt: localTimeOf(startsMs) },
      };
    });
  },
};

/** The earliest start that could be meant: as it was said when the paper was opened, as it was said last, as it came; null: unknown. */
function startAsKnown({ facts }: RuleContext, sessionId: string, atMs: number): number | null {
  const session = sessionsOf(facts).get(sessionId);
  if (session === undefined || session.test) return null;
  const said = sessionStatementsOf(facts).get(sessionId)?.findLast((statement) => statement.atMs <= atMs);
  const starts = [said === undefined ? null : instantMs(said.arrangement.startsAt), session.startsMs, session.startedMs].filter((each) => each !== null);
  return starts.length === 0 ? null : Math.min(...starts);
}

const Collection = z.object({ collectMinutes: z.number() });

export const papersBack: Check = {
  id: "PAP-04",
  scope: "org",
  zh: "试卷发出与收回数不符（推断）",
  en: "Papers out are not papers back (inferred)",
  sentence: {
    zh: "场次 {sessionId} 试卷 {paperId}：印 {printed} 份，收回 {collected} 份，作废登记 {spoilt} 份，差 {missing} 份。",
    en: "Session {sessionId}, paper {paperId}: {printed} printed, {collected} back, {spoilt} recorded as spoilt, {missing} unaccounted for.",
  },
  guard: { zh: "登记的作废卷计入；各考场合并计数；考试结束后留出回收时间（内部设置）；没有举行的场次不算。", en: "Spoilt papers on record count; rooms are added up; there is time to collect after the end (a house limit); sessions that never took place are left out." },
  run(context, row) {
    const { collectMinutes } = paramsOf(row, Collection);
    return paperCountsOf(context.facts).flatMap((count) => {
      const dueMs = collectionDueMs(context, count, collectMinutes);
      const { paperId, sessionId, printed, collected, spoilt, lastCollectedMs, factIds } = count;
      const missing = unaccounted(count);
      const backInTime = missing === 0 && (lastCollectedMs === null || dueMs === null || lastCollectedMs <= dueMs);
      if (printed === 0 || backInTime || dueMs === null || !context.reached(dueMs)) return [];
      return {
        subject: { kind: "paper", id: paperId },
        part: sessionId,
        sinceMs: dueMs,
        clearedMs: missing === 0 ? lastCollectedMs : null,
        factIds,
        values: { paperId, sessionId, printed, collected, spoilt, missing },
      };
    });
  },
};

/** Spoilt copies may have been counted among those that came back, or apart from them. */
function unaccounted({ printed, collected, spoilt }: PaperCount): number {
  const difference = printed - collected;
  return difference >= 0 && difference <= spoilt ? 0 : difference < 0 ? difference : difference - spoilt;
}

function collectionDueMs({ facts }: RuleContext, { sessionId }: PaperCount, collectMinutes: number): number | null {
  const session = sessionsOf(facts).get(sessionId);
  if (session === undefined || session.test || (session.startedMs === null && session.endedMs === null)) return null;
  const endMs = overMs(session);
  return endMs === null ? null : endMs + collectMinutes * MINUTE_MS;
}

export const custodyBreak: Check = {
  id: "PAP-06",
  scope: "org",
  zh: "试卷交接记录不全",
  en: "Break in the papers' custody",
  sentence: {
    zh: "试卷 {paperId}（场次 {sessionId}）{at} 的交接没有记录{missingZh}。",
    en: "The hand-over of paper {paperId} (session {sessionId}) at {at} names no {missingEn}.",
  },
  guard: { zh: "有交出人，且有接收人或保管处的交接即为完整；当面交给人的不要求另记保管处。", en: "A hand-over with a giver and either a receiver or a store is complete; from hand to hand needs no store." },
  run({ facts }) {
    return ofType(facts, "paper.handed_over").flatMap(({ id, atMs, data }) => {
      const { paperId, sessionId, by = null, to = null, store = null } = data;
      const missing = [...(by === null ? [{ zh: "交出人", en: "giver" }] : []), ...(to === null && store === null ? [{ zh: "接收人或保管处", en: "receiver or store" }] : [])];
      if (missing.length === 0) return [];
      return { subject: { kind: "paper", id: paperId }, part: id, sinceMs: atMs, factIds: [id], values: { paperId, sessionId, by, to, store, ...inBoth("missing", joined(missing)), at: localTimeOf(atMs) } };
    });
  },
};
