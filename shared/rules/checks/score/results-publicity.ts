import { z } from "zod";
import { startOfDayMs } from "../../../calendar/local-date.ts";
import { publicityOf } from "../../deadlines/result-anchors.ts";
import { lastEpisode } from "../../history/episodes.ts";
import { ofType } from "../../history/facts-by-type.ts";
import { resultsOf } from "../../history/results.ts";
import type { Check } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { obligationsOfRows, overdueFirings } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined, type Words } from "../two-languages.ts";

/** Rows of deadlines of this jurisdiction that decide the same duty. */
const Rows = z.object({ deadlines: z.array(z.string()) });

export const publicityTooShort: Check = {
  id: "SCO-04",
  scope: "org",
  zh: "成绩公示不足 5 个工作日",
  en: "Results posted for too short a time",
  sentence: {
    zh: "批次 {batchId} 的成绩 {postedAt} 公示，{closedAt} 结束；应公示至 {lastDay} 24:00（{days}）。",
    en: "The results of batch {batchId} were posted at {postedAt} and taken down at {closedAt}; they had to stand until the end of {lastDay} ({days}).",
  },
  guard: { zh: "按工作日历计（T4），公示当日不计（A6），节假日和调休以国务院安排为准；未结束的不提示。", en: "Counted in working days of the calendar (T4), the posting day left out (A6); what is still posted raises nothing." },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return obligationsOfRows(context, deadlines).flatMap(({ subject, dueDate, endsBefore, countedDays, provisional }) => {
      const results = resultsOf(context.facts).get(subject.id);
      const posted = results === undefined ? undefined : publicityOf(context, results)?.posted;
      const closed = results?.closed ?? null;
      if (posted === undefined || closed === null || endsBefore === null || closed.atMs >= startOfDayMs(endsBefore)) return [];
      return {
        subject,
        sinceMs: closed.atMs,
        factIds: [posted.factId, closed.factId],
        values: { batchId: subject.id, postedAt: localTimeOf(posted.atMs), closedAt: localTimeOf(closed.atMs), lastDay: dueDate, days: countedDays.join(", "), provisional },
      };
    });
  },
};

export const channelsMissing: Check = {
  id: "SCO-05",
  scope: "org",
  zh: "公示未载明投诉和复核方式",
  en: "Posting without complaint and re-check channel",
  sentence: {
    zh: "批次 {batchId} 的公示没有写明{missingZh}。",
    en: "The posting of batch {batchId} names no {missingEn}.",
  },
  guard: { zh: "两种方式都写明即可；补充后重新公示即消除。", en: "Both channels named is enough; posted again with both, it clears." },
  run({ facts }) {
    const postings = Map.groupBy(ofType(facts, "results.posted"), ({ data }) => data.batchId);
    return [...postings].flatMap(([batchId, facts]) => {
      const steps = facts.map(({ id: factId, atMs, data }) => ({ factId, atMs, state: missingChannels(data) }));
      const episode = lastEpisode(steps, (missing) => missing.length > 0);
      if (episode === null) return [];
      const { sinceMs, clearedMs, factIds, state } = episode;
      return { subject: { kind: "batch", id: batchId }, sinceMs, clearedMs, factIds, values: { batchId, ...inBoth("missing", joined(state)) } };
    });
  },
};

function missingChannels({ complaintChannel, recheckChannel }: { complaintChannel?: string | undefined; recheckChannel?: string | undefined }): Words[] {
  const complaint = complaintChannel === undefined ? [{ zh: "投诉方式", en: "complaint channel" }] : [];
  return [...complaint, ...(recheckChannel === undefined ? [{ zh: "成绩复核方式", en: "re-check channel" }] : [])];
}

export const resultsOverdue: Check = {
  id: "SCO-06",
  scope: "org",
  zh: "成绩逾期未报",
  en: "Results filing overdue",
  sentence: {
    zh: "批次 {batchId} 的认定结果应于 {dueDate} 前报送（公示结束或异议处理完毕 {trigger} 起算）。",
    en: "The results of batch {batchId} were due by {dueDate} (counted from {trigger}: publicity over, or the last objection resolved).",
  },
  guard: { zh: "有异议的自处理完毕重新起算（A7）；公示未结束、异议未处理完的不提示；与期限 D12/D33 同一计算。", en: "Restarts when the last objection is resolved (A7); nothing while posted or objected to; the same calculation as D12 and D33." },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return overdueFirings(context, deadlines, ({ subject, triggerDate }) => ({ batchId: subject.id, trigger: triggerDate }));
  },
};
