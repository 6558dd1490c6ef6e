import { addDays } from "../../../shared/calendar/local-date.ts";
import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import type { BatchPlan } from "./batch-plan.ts";
import { HISTORY_SUPERVISORS } from "./history-city.ts";
import { happens } from "./sitting-events.ts";
import { pick, Story, workday } from "./story.ts";

const AREA = "350200";

/** The city's own chapter: supervisors, applicants, sanctions, complaints, objects that may be destroyed. */
export function cityEvents(): CloudEvent[] {
  const story = new Story(1);
  for (const { supervisorId, name, appointedOn } of HISTORY_SUPERVISORS) {
    story.tell("supervisor.appointed", appointedOn, "09:00", { supervisorId, name, areaCode: AREA, side: "external", cardNumber: `R35${supervisorId}`, appointedOn });
  }
  story.tell("supervisor.suspended", "2026-08-03", "10:00", { supervisorId: "wd-lin", from: "2026-08-03", to: "2027-02-02", reason: "两次无故不到岗" });
  tellApplicants(story);
  tellMeasures(story);
  tellOldObjects(story);
  return story.events;
}

/** One is answered in time, one late, one not at all; one is banned, one is in training business. */
function tellApplicants(story: Story): void {
  const applicants = [
    { orgId: "zhongzhou-motors", name: "中洲电机有限公司", submitted: "2026-09-14", acceptedAfter: 8 },
    { orgId: "lianhua-textile", name: "莲花纺织有限公司", submitted: "2026-09-28", acceptedAfter: 13 },
    { orgId: "baicheng-power", name: "白城电力工程有限公司", submitted: "2026-10-26", acceptedAfter: null },
    { orgId: "gulang-tourism", name: "鼓浪文旅有限公司", submitted: "2026-11-16", acceptedAfter: null },
  ];
  for (const { orgId, name, submitted, acceptedAfter } of applicants) {
    const filingId = `${orgId}-filing`;
    story.tell("org.filing.submitted", submitted, "16:40", { orgId, filingId, name, evaluatorType: "E", areaCode: AREA, occupations: [{ occupation: "电工", levels: [3, 4] }], sites: [{ siteId: `${orgId}-site`, areaCode: AREA }], docs: [], mainBusiness: ["生产制造"], businessScope: ["生产制造"] });
    if (acceptedAfter !== null) story.tell("org.filing.accepted", workday(submitted, acceptedAfter), "15:00", { orgId, filingId });
  }
  const banned = "songyu-decor";
  story.tell("org.sanction.decided", "2026-03-09", "10:00", { orgId: banned, areaCode: AREA, sanction: "cancelled", ground: "cheating", decidedOn: "2026-03-09" });
  story.tell("org.filing.submitted", "2026-10-12", "09:30", { orgId: banned, filingId: `${banned}-again`, name: "嵩屿装饰工程有限公司", evaluatorType: "E", areaCode: AREA, occupations: [{ occupation: "砌筑工", levels: [4] }], sites: [], docs: [], mainBusiness: ["建筑装饰"] });
  story.tell("org.filing.submitted", "2026-10-20", "09:30", { orgId: "minghe-consult", filingId: "minghe-filing", name: "明禾管理咨询有限公司", evaluatorType: "E", areaCode: AREA, occupations: [{ occupation: "企业人力资源管理师", levels: [3] }], sites: [], docs: [], mainBusiness: ["培训咨询"], businessScope: ["培训", "咨询"] });
}

function tellMeasures(story: Story): void {
  story.tell("opinion.issued", "2026-09-21", "10:00", { opinionId: "op-xinglin-1", orgId: "xinglin-training", form: "letter", dueOn: "2026-10-20" });
  story.tell("opinion.issued", "2026-08-10", "10:00", { opinionId: "op-wuyuan-1", orgId: "wuyuan-training", form: "talk", dueOn: "2026-09-10" });
  story.tell("rectification.received", "2026-09-08", "15:00", { opinionId: "op-wuyuan-1", orgId: "wuyuan-training" });
  story.tell("complaint.opened", "2026-10-29", "09:12", { caseId: "ts-2026-041", orgId: "tongan-foods", what: "反映有人未参加考试即取得证书" });
  story.tell("org.advert.reported", "2026-09-02", "11:00", { orgId: "qiming-training", wording: "包过，国家级证书", usesLogo: true });
  story.tell("org.suspended", "2026-11-02", "10:00", { orgId: "wuyuan-training", reason: "试卷保管不符合要求，限期整改" });
}

/** Paper of three years ago and footage of five years ago: the list of what may be destroyed is not empty. */
function tellOldObjects(story: Story): void {
  tellOldBatch(story, "hailan-port", "hailan-port-2021", "2021-11-30");
  story.tell("object.locked", "2021-11-30", "18:00", { objectKey: "legacy/hailan-port-2021/video", orgId: "hailan-port", batchId: "hailan-port-2021", medium: "video", lockedUntil: "2026-11-30" });
  tellOldBatch(story, "dongdu-college", "dongdu-college-2023", "2023-06-15");
  story.tell("object.locked", "2023-06-15", "18:00", { objectKey: "legacy/dongdu-college-2023/paper", orgId: "dongdu-college", batchId: "dongdu-college-2023", medium: "paper", lockedUntil: "2026-06-15" });
  story.tell("object.delete_asked", "2026-06-15", "18:00", { objectKey: "legacy/dongdu-college-2023/paper", orgId: "dongdu-college", by: "东渡学院考务办" });
}

/** One that was done as it should be, long ago. */
function tellOldBatch(story: Story, orgId: string, batchId: string, endedOn: string): void {
  const batch = { orgId, batchId };
  story.tell("batch.evaluation_ended", endedOn, "17:00", batch);
  story.tell("archive.sealed", workday(endedOn, 1), "10:00", { ...batch, holds: ["data", "examiner-record", "supervision-report"] });
  story.tell("results.posted", workday(endedOn, 2), "09:00", { ...batch, place: "官网公告栏", complaintChannel: "0592-5550101", recheckChannel: "考务办公室" });
  story.tell("results.closed", workday(endedOn, 8), "09:00", batch);
  story.tell("results.reported", workday(endedOn, 10), "15:00", batch);
}

/** Every third batch of Xiamen is visited by an external supervisor who was drawn; one in seven forms comes late. */
export function tellExternalSupervision(story: Story, plan: BatchPlan): void {
  const { evaluator, batchId, startDay, sessions } = plan;
  const { orgId, areaCode } = evaluator;
  if (!happens(plan) || areaCode !== AREA || pick(3, batchId, "visit") !== 0) return;
  const able = HISTORY_SUPERVISORS.filter(({ supervisorId, appointedOn }) => supervisorId !== "wd-lin" && appointedOn < startDay && addDays(appointedOn, 3 * 365) > startDay);
  const supervisorId = able[pick(able.length, batchId, "who")]?.supervisorId ?? "wd-chen";
  const sessionIds = sessions.map(({ sessionId }) => sessionId);
  const remote = pick(2, batchId, "mode") === 0;
  const [targetDrawId, drawId] = [`${batchId}-target`, `${batchId}-draw`];
  const drawnOn = workday(startDay, -4);
  story.tell("draw.made", drawnOn, "09:00", { drawId: targetDrawId, areaCode, what: "target", pool: ["hailan-port", "luling-college", orgId], seed: `现场号码 ${pick(900_000, batchId)}`, result: [orgId] });
  story.tell("draw.made", drawnOn, "09:10", { drawId, areaCode, what: "inspector", pool: able.map((supervisor) => supervisor.supervisorId), seed: `现场号码 ${pick(900_000, batchId, "inspector")}`, result: [supervisorId] });
  const dispatchId = `${batchId}-dispatch`;
  story.tell("supervisor.drawn", drawnOn, "09:12", { supervisorId, drawId, orgId, sessionIds });
  story.tell("supervisor.dispatched", drawnOn, "10:00", { supervisorId, dispatchId, orgId, sessionIds, sessionDays: Object.fromEntries(sessionIds.map((sessionId) => [sessionId, startDay])), side: "external", drawId });
  story.tell("dispatch.accepted", drawnOn, "11:30", { dispatchId, supervisorId, orgId });
  for (const { sessionId, from, to } of sessions) {
    const visit = { supervisorId, orgId, sessionId, mode: remote ? ("remote" as const) : ("on-site" as const) };
    story.tell("supervisor.joined", startDay, from, { ...visit, side: "external" });
    story.tell("supervisor.left", startDay, to, visit);
  }
  story.tell("supervision.ended", startDay, "16:45", { dispatchId, supervisorId, orgId, sessionIds });
  const days = [3, 4, 2, 4, 8, 3, null][pick(7, batchId, "form")];
  if (days === null || days === undefined) return;
  const recordId = `${batchId}-wd-form`;
  story.tell("supervision.record.submitted", workday(startDay, days), "16:00", { recordId, orgId, supervisorId, side: "external", form: "daily", mode: visitMode(remote), dispatchId, targetDrawId, inspectorDrawId: drawId, groupSize: 1, complete: true });
  if (pick(4, batchId, "published") !== 0) story.tell("supervision.result.published", workday(startDay, days + 5), "10:00", { recordId, orgId, by: "authority" });
}

function visitMode(remote: boolean): "remote" | "on-site" {
  return remote ? "remote" : "on-site";
}
