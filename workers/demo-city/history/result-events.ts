import type { BatchPlan } from "./batch-plan.ts";
import { happens } from "./sitting-events.ts";
import { pick, workday, type Story } from "./story.ts";

const PASS_MARK = 60;

/** Scores, publicity, report, recognition and certificates of a batch. */
export function tellResults(story: Story, plan: BatchPlan): void {
  if (!happens(plan)) return;
  const { evaluator, batchId, startDay } = plan;
  const { orgId, areaCode, occupation, habit } = evaluator;
  const batch = { orgId, batchId };
  const marks = tellScores(story, plan);
  const passed = marks.filter(({ theory, practical }) => theory >= PASS_MARK && practical >= PASS_MARK).map(({ personId }) => personId);
  const compiledOn = workday(startDay, 2);
  story.tell("result.compiled", compiledOn, "16:00", { ...batch, areaCode, occupation, candidates: marks.length, passed: passed.length, passedIds: passed });

  const postedOn = workday(startDay, 3);
  const channels = habit === "short-publicity" ? {} : { complaintChannel: "0592-5550101", recheckChannel: "考务办公室" };
  story.tell("results.posted", postedOn, "09:00", { ...batch, place: "官网公告栏", ...channels });
  if (plan.nth(6)) {
    story.tell("objection.raised", workday(postedOn, 3), "10:00", { ...batch, objectionId: `${batchId}-objection`, what: "对技能操作评分有异议" });
    story.tell("objection.resolved", workday(postedOn, 8), "15:00", { ...batch, objectionId: `${batchId}-objection`, outcome: "复核后维持原成绩" });
  }
  const closedOn = workday(postedOn, habit === "short-publicity" && plan.nth(2) ? 3 : 6);
  story.tell("results.closed", closedOn, "09:00", batch);
  if (habit === "loose-certificates" && plan.nth(3)) tellChangedScore(story, plan, workday(postedOn, 2));
  if (habit === "results-missing" && plan.nth(5)) return;

  const reportedOn = workday(closedOn, reportingWorkdays(plan));
  story.tell("results.reported", reportedOn, "11:20", batch);
  story.tell("batch.recognised", workday(reportedOn, 4), "15:00", batch);
  tellCertificates(story, plan, passed, workday(reportedOn, 6));
}

function reportingWorkdays(plan: BatchPlan): number {
  if (plan.nth(6)) return 8;
  return plan.evaluator.habit === "results-late" && plan.nth(2) ? 13 : 5;
}

function tellScores(story: Story, plan: BatchPlan): { personId: string; theory: number; practical: number }[] {
  const { evaluator, batchId, startDay, candidates } = plan;
  const { orgId } = evaluator;
  return candidates.slice(3).map((personId) => {
    const theory = 52 + pick(46, personId, "theory");
    const practical = 55 + pick(43, personId, "practical");
    for (const [part, value] of [["theory", theory], ["practical", practical]] as const) {
      story.tell("score.entered", workday(startDay, 1), "14:00", { orgId, batchId, sessionId: `${batchId}-${part}`, personId, part, value, by: `${orgId}-ex1` });
    }
    return { personId, theory, practical };
  });
}

function tellChangedScore(story: Story, { evaluator, batchId, candidates }: BatchPlan, day: string): void {
  const personId = candidates[4] ?? "";
  story.tell("score.changed", day, "17:10", { orgId: evaluator.orgId, batchId, personId, part: "theory", old: 58, new: 61, reason: "录入有误" });
}

function tellCertificates(story: Story, plan: BatchPlan, passed: readonly string[], issuedOn: string): void {
  const { evaluator, index, batchId, sessions } = plan;
  const { orgId, occupation, level, habit } = evaluator;
  const number = (position: number) => `Y3502${orgId.slice(0, 6).toUpperCase().replace("-", "0")}${String(index + 1).padStart(3, "0")}${String(position + 1).padStart(4, "0")}`;
  if (passed.length === 0) return;
  story.tell("cert.number_assigned", issuedOn, "09:00", { orgId, batchId, first: number(0), last: number(passed.length - 1), by: "市职业技能鉴定中心" });
  const early = habit === "loose-certificates" && plan.nth(4);
  for (const [position, personId] of passed.entries()) {
    const day = early ? workday(plan.startDay, 5) : workday(issuedOn, 1);
    const certificate = { orgId, number: number(position) };
    story.tell("cert.issued", day, "10:00", { ...certificate, personId, occupation, level, batchId, sessionIds: sessions.map(({ sessionId }) => sessionId), issuedBy: orgId });
    story.tell("cert.uploaded", workday(issuedOn, 3), "10:00", { ...certificate, target: "国家技能人才评价工作网" });
    if (!(habit === "loose-certificates" && position === 0)) story.tell("cert.verified", workday(issuedOn, 6), "10:00", { ...certificate, source: "国家技能人才评价工作网", found: true });
  }
}
