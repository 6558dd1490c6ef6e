import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import { minutesAfter, planBatch, type BatchPlan } from "./batch-plan.ts";
import { HISTORY_EVALUATORS } from "./history-city.ts";
import { Story, workday } from "./story.ts";

/** What detectors suspected and people found in single sessions; a person has yet to look at most of it. */
export function incidentEvents(): CloudEvent[] {
  const story = new Story(2);
  tellSuspicions(story);
  tellOffences(story);
  tellCustody(story);
  return story.events;
}

/** @param index from 0, as planned by the story */
function batchOf(orgId: string, index: number): { plan: BatchPlan; theory: BatchPlan["sessions"][number] } {
  const evaluator = HISTORY_EVALUATORS.find((candidate) => candidate.orgId === orgId);
  if (evaluator === undefined) throw new Error(`no evaluator ${orgId} in the story`);
  const plan = planBatch(evaluator, index);
  const [theory] = plan.sessions;
  if (theory === undefined) throw new Error(`batch ${plan.batchId} has no session`);
  return { plan, theory };
}

function tellSuspicions(story: Story): void {
  for (const [orgId, index] of [["qiming-training", 13], ["xinglin-training", 12], ["dongdu-college", 11]] as const) {
    const { plan, theory } = batchOf(orgId, index);
    const personId = plan.candidates[6] ?? "";
    story.tell("candidate.swap_suspected", plan.startDay, minutesAfter(theory.from, 45), { orgId, sessionId: theory.sessionId, personId, roomId: theory.room, observation: "离座返回后人脸与签到不一致", score: 0.81, threshold: 0.7 });
  }
  for (const [orgId, index, what] of [["haicang-logistics", 9, "frozen"], ["wuyuan-training", 8, "black"], ["lujiang-hotel", 9, "wrong-clock"]] as const) {
    const { plan, theory } = batchOf(orgId, index);
    story.tell("stream.frozen", plan.startDay, minutesAfter(theory.from, 20), { orgId, roomId: theory.room, cameraId: `${theory.room}-front`, sessionId: theory.sessionId, what, seconds: 95, part: "practical" });
  }
  const { plan, theory } = batchOf("tongan-foods", 8);
  const { occupation, level, orgId } = plan.evaluator;
  story.tell("bank.accessed", plan.startDay, minutesAfter(theory.from, -40), { orgId, occupation, level, by: `${orgId}-visitor`, purpose: "临时查看", sessionId: theory.sessionId });
  story.tell("candidate.shared_pay", workday(plan.startDay, -10), "10:00", { orgId, batchId: plan.batchId, contact: "139****8821", holders: plan.candidates.slice(0, 11), payerIsEmployer: false });
}

function tellOffences(story: Story): void {
  const { plan, theory } = batchOf("xinglin-training", 11);
  const { orgId } = plan.evaluator;
  story.tell("incident.reported", plan.startDay, minutesAfter(theory.from, 70), { orgId, sessionId: theory.sessionId, what: "督导员要求查看保密室被拒", obstruction: true });
  story.tell("violation.found", workday(plan.startDay, 1), "09:20", { orgId, sessionId: theory.sessionId, violationId: "wg-2026-07", what: "阻挠督导" });
  story.tell("staff.dereliction.recorded", workday(plan.startDay, 1), "10:00", { orgId, personId: `${orgId}-ex2`, what: "监考期间离开考场 20 分钟" });
  const shipyard = batchOf("yunfan-shipyard", 10).plan;
  const number = "Y3502VOID0000001";
  const holder = { orgId: "yunfan-shipyard", number };
  story.tell("cert.issued", workday(shipyard.startDay, 30), "10:00", { ...holder, personId: "yunfan-nobody", occupation: "焊工", level: 4, sessionIds: [], issuedBy: "yunfan-shipyard" });
  story.tell("cert.voided", workday(shipyard.startDay, 40), "10:00", { ...holder, reason: "未参加考试" });
  story.tell("cert.verified", workday(shipyard.startDay, 48), "10:00", { ...holder, source: "国家技能人才评价工作网", found: true });
}

function tellCustody(story: Story): void {
  const { plan, theory } = batchOf("hailan-port", 15);
  const { orgId } = plan.evaluator;
  const objectKey = `footage/${theory.sessionId}`;
  story.tell("object.locked", plan.startDay, "18:00", { objectKey, orgId, batchId: plan.batchId, sessionId: theory.sessionId, medium: "video", lockedUntil: "2028-06-30" });
  story.tell("footage.viewed", workday(plan.startDay, 3), "19:40", { objectKey, sessionId: theory.sessionId, orgId, by: "临时账号" });
  story.tell("complaint.opened", workday(plan.startDay, 4), "09:00", { caseId: "ts-2026-038", orgId, sessionId: theory.sessionId, what: "反映考场纪律松散" });
  story.tell("hold.set", workday(plan.startDay, 4), "09:30", { objectKey, caseId: "ts-2026-038", orgId, reason: "投诉核查" });
  story.tell("footage.viewed", workday(plan.startDay, 5), "10:00", { objectKey, sessionId: theory.sessionId, orgId, caseId: "ts-2026-038", by: "核查员" });
  story.tell("complaint.closed", workday(plan.startDay, 12), "16:00", { caseId: "ts-2026-038", orgId, outcome: "不属实" });
  const visit = batchOf("dongdu-college", 10).plan;
  story.tell("draw.made", workday(visit.startDay, -6), "09:00", { drawId: "dongdu-first", areaCode: "350200", what: "inspector", pool: ["wd-chen", "wd-zheng", "wd-huang"], seed: "现场号码 118204", result: ["wd-huang"] });
  story.tell("draw.redrawn", workday(visit.startDay, -5), "09:00", { drawId: "dongdu-second", replaces: "dongdu-first" });
  story.tell("dispatch.refused", workday(visit.startDay, -5), "15:00", { dispatchId: "dongdu-dispatch", supervisorId: "wd-huang", orgId: "dongdu-college", reason: "与该院有教学合作，回避" });
}
