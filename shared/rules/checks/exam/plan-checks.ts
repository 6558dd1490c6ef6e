import { z } from "zod";
import { localDateOfMs } from "../../../calendar/local-date.ts";
import { FINDING_SEVERITIES } from "../../decision.ts";
import { batchesOf, type Batch, type PlanVersion } from "../../history/batches.ts";
import { lastEpisode, type Step } from "../../history/episodes.ts";
import { sessionsOf } from "../../history/sessions.ts";
import type { Check } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { obligationsOfRows, overdueFirings } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined } from "../two-languages.ts";

const Overdue = z.object({ deadlines: z.record(z.string(), z.enum(FINDING_SEVERITIES)) });

export const planOverdue: Check = {
  id: "EXM-01",
  scope: "org",
  zh: "认定实施计划逾期",
  en: "Plan overdue",
  sentence: {
    zh: "批次 {batchId}（{startDate} 开始）的实施计划应于 {dueDate} 前报送（{deadline}）。",
    en: "The plan of batch {batchId} (starts on {startDate}) was due by {dueDate} ({deadline}).",
  },
  guard: {
    zh: "按机构类型和地区分别计算，与期限同一结果；院校 15 日线只作黄色提示（A2）；批次取消的不再要求。",
    en: "By type of evaluator and place, the same answer as the deadline's; the schools' 15-day line is amber only (A2); a cancelled batch owes none.",
  },
  run(context, row) {
    const { deadlines } = paramsOf(row, Overdue);
    return Object.entries(deadlines).flatMap(([deadline, severity]) =>
      overdueFirings(context, [deadline], ({ subject, triggerDate }) => ({ batchId: subject.id, startDate: triggerDate, deadline })).map((firing) => ({ ...firing, part: deadline, severity })),
    );
  },
};

/** What a place may ask a plan to hold; words, and whether a plan has it. */
const PLAN_CONTENTS = {
  training: { zh: "培训情况", en: "training", has: () => false },
  plan: { zh: "实施计划", en: "the plan itself", has: ({ plan }: PlanVersion) => plan.sessions.length > 0 },
  candidates: { zh: "参加认定人员", en: "candidates", has: ({ plan }: PlanVersion) => (plan.candidateIds?.length ?? plan.candidateCount ?? 0) > 0 },
  invigilators: { zh: "监考人员", en: "invigilators", has: ({ plan }: PlanVersion) => (plan.invigilators?.length ?? 0) > 0 },
  examiners: { zh: "考评人员", en: "examiners", has: ({ plan }: PlanVersion) => (plan.examiners?.length ?? 0) > 0 },
  supervisors: { zh: "质量督导员", en: "quality supervisors", has: ({ plan }: PlanVersion) => (plan.supervisors?.length ?? 0) > 0 },
  occupation: { zh: "评价职业", en: "occupation", has: ({ plan }: PlanVersion) => plan.sessions.length > 0 },
  schedule: { zh: "时间安排", en: "schedule", has: ({ plan }: PlanVersion) => plan.sessions.length > 0 },
} as const;
type Content = keyof typeof PLAN_CONTENTS;

const CONTENT_NAMES = Object.keys(PLAN_CONTENTS) as [Content, ...Content[]];
const Complete = z.object({ required: z.array(z.enum(CONTENT_NAMES)).min(1) });

export const planIncomplete: Check = {
  id: "EXM-02",
  scope: "org",
  zh: "计划内容不全",
  en: "Plan incomplete",
  sentence: {
    zh: "批次 {batchId} 的计划具备 {present}/{of} 项，缺：{missingZh}。",
    en: "The plan of batch {batchId} has {present} of {of} parts; missing: {missingEn}.",
  },
  guard: {
    zh: "厦门六项、深圳四项，各按各的；附件或名单任一具备即可；补齐后消除。",
    en: "Six parts in Xiamen, four in Shenzhen; an attachment or the list itself is enough; it clears when the parts are filed.",
  },
  run(context, row) {
    const { required } = paramsOf(row, Complete);
    return [...batchesOf(context.facts).values()].flatMap((batch) => {
      const episode = lastEpisode(missingParts(batch, required), (missing) => missing.length > 0);
      if (episode === null) return [];
      const missing = joined(episode.state.map((name) => PLAN_CONTENTS[name]));
      return {
        subject: { kind: "batch", id: batch.batchId },
        sinceMs: episode.sinceMs,
        clearedMs: episode.clearedMs ?? batch.cancelledMs,
        factIds: episode.factIds,
        values: { batchId: batch.batchId, present: required.length - episode.state.length, of: required.length, ...inBoth("missing", missing) },
      };
    });
  },
};

/** An amendment adds to what was filed; a plan filed anew stands for itself. */
function missingParts({ versions }: Batch, required: readonly Content[]): Step<Content[]>[] {
  let present = new Set<Content>();
  return versions.map((version) => {
    const attached: readonly string[] = version.plan.attached ?? [];
    const here = required.filter((name) => attached.includes(name) || PLAN_CONTENTS[name].has(version));
    present = new Set([...(version.kind === "received" ? [] : present), ...here]);
    return { atMs: version.atMs, factId: version.factId, state: required.filter((name) => !present.has(name)) };
  });
}

const Gate = z.object({ deadlines: z.array(z.string()) });

export const startedWithoutApproval: Check = {
  id: "EXM-03",
  scope: "org",
  zh: "未经批准即开考",
  en: "Started without approval",
  sentence: {
    zh: "场次 {sessionId} 于 {startedAt} 开始，批准时间：{approvedAt}。",
    en: "Session {sessionId} started at {startedAt}; approved at: {approvedAt}.",
  },
  guard: {
    zh: "开始之前的批准有效，退回后未再批准的无效；之后补批不消除，两个时间都保留（AC-13）；测试场次不判断。",
    en: "An approval before the start counts, one that was taken back by a return does not; a later approval clears nothing, both times are kept (AC-13); tests are not judged.",
  },
  run(context, row) {
    const { deadlines } = paramsOf(row, Gate);
    return obligationsOfRows(context, deadlines).flatMap(({ subject, gateMs, metAtMs, factIds }) => {
      const session = sessionsOf(context.facts).get(subject.id);
      if (gateMs === null || session?.startedMs !== gateMs || (metAtMs !== null && metAtMs < gateMs)) return [];
      const approvedAt = metAtMs === null ? null : localTimeOf(metAtMs);
      return { subject, sinceMs: gateMs, factIds, values: { sessionId: subject.id, day: localDateOfMs(gateMs), startedAt: localTimeOf(gateMs), approvedAt } };
    });
  },
};
