import { examinersOf, minutesAfter, type BatchPlan } from "./batch-plan.ts";
import { pick, workday, type Story } from "./story.ts";

type Sitting = BatchPlan["sessions"][number];

/** What happens from registration to the end of the last session. */
export function tellSittings(story: Story, plan: BatchPlan): void {
  const { evaluator, batchId, startDay, candidates } = plan;
  const { orgId, occupation, level, areaCode } = evaluator;
  for (const [number, personId] of candidates.entries()) {
    const outsider = areaCode === "210200" && number < 2;
    story.tell("candidate.registered", workday(startDay, -24), "11:00", {
      orgId,
      personId,
      batchId,
      occupation,
      level,
      relation: relationOf(plan, outsider),
      inWorkforceRegister: !outsider,
      evidence: [{ docId: `${personId}-record`, sha256: fingerprint(personId), page: "person" }],
    });
    story.tell("candidate.condition.checked", workday(startDay, -22), "15:00", { orgId, personId, batchId, proved: true });
  }
  if (!happens(plan)) return;
  tellInternalDispatch(story, plan);
  for (const sitting of plan.sessions) tellSitting(story, plan, sitting);
  story.tell("batch.evaluation_ended", startDay, "16:40", { orgId, batchId });
}

/** Without a plan nothing may begin, and in the story nothing does. */
export function happens({ evaluator, nth }: BatchPlan): boolean {
  return !(evaluator.habit === "plan-missing" && nth(7));
}

function relationOf({ evaluator }: BatchPlan, outsider: boolean) {
  if (outsider) return "outside" as const;
  if (evaluator.type === "E") return "own-staff" as const;
  return evaluator.type === "S" ? ("own-student" as const) : ("public" as const);
}

/** The evaluator draws its 内督 from its own card holders (A36), here a pool of two. */
function tellInternalDispatch(story: Story, { evaluator, batchId, startDay, sessions }: BatchPlan): void {
  const { orgId, areaCode } = evaluator;
  const [supervisorId, drawId, day] = [`${orgId}-nd`, `${batchId}-internal-draw`, workday(startDay, -6)];
  const sessionIds = sessions.map(({ sessionId }) => sessionId);
  story.tell("draw.made", day, "08:40", { drawId, areaCode, what: "inspector", pool: [supervisorId, `${orgId}-nd2`], seed: `机构号码 ${pick(900_000, drawId)}`, result: [supervisorId], internal: true });
  story.tell("supervisor.drawn", day, "08:41", { supervisorId, drawId, orgId, sessionIds });
  story.tell("supervisor.dispatched", day, "08:45", { supervisorId, dispatchId: `${batchId}-internal`, orgId, sessionIds, sessionDays: Object.fromEntries(sessionIds.map((sessionId) => [sessionId, startDay])), side: "internal", drawId });
}

function tellSitting(story: Story, plan: BatchPlan, sitting: Sitting): void {
  const { evaluator, batchId, startDay, candidates } = plan;
  const { orgId, siteId, occupation, level, habit } = evaluator;
  const { sessionId, room, part, from, to } = sitting;
  const session = { orgId, sessionId };
  tellStream(story, plan, sitting);
  const { filed, amended } = examinersOf(plan);
  const examiners = amended ?? filed;
  for (const personId of examiners) story.tell("roster.set", workday(startDay, -2), "10:00", { ...session, role: "examiner", personId, occupation });
  for (const [role, person] of [["invigilator", "iv1"], ["internal-supervisor", "nd"]] as const) story.tell("roster.set", workday(startDay, -2), "10:00", { ...session, role, personId: `${orgId}-${person}` });
  story.tell("session.started", startDay, from, { ...session, batchId, siteId, rooms: [room] });
  const absent = pick(3, batchId, part, "absent");
  for (const [number, personId] of candidates.entries()) {
    if (number < absent) story.tell("candidate.absent", startDay, minutesAfter(from, 30), { ...session, personId });
    else story.tell("candidate.checked_in", startDay, minutesAfter(from, -20), { ...session, personId, roomId: room, siteId, seat: String(number + 1), idMatch: !(number === 5 && plan.nth(8) && part === "theory"), faceScore: 0.93, faceThreshold: 0.6 });
  }
  const emptySeat = plan.nth(10) && part === "theory";
  story.tell("room.headcount", startDay, minutesAfter(from, 40), { ...session, roomId: room, heads: candidates.length - absent - (emptySeat ? 2 : 0), score: 0.9, threshold: 0.5 });
  tellVerdicts(story, plan, sitting, emptySeat);
  tellInternalSupervisor(story, plan, sitting);
  tellPaper(story, plan, sitting);
  story.tell("session.ended", startDay, to, { ...session, batchId, candidatesPresent: candidates.length - absent, examiners, parts: [part] });
  if (habit !== "careless-papers" || level !== 4 || !plan.nth(2)) story.tell("archive.sealed", workday(startDay, 1), "15:00", { orgId, batchId, sessionId, holds: ["data", "examiner-record", "supervision-report"] });
}

const BOOK_OF_AREA: Readonly<Record<string, string>> = { "350200": "xiamen", "210200": "liaoning" };

/** Most suspicions were looked at by a person within days; some wait. */
function tellVerdicts(story: Story, { evaluator, startDay, candidates, nth }: BatchPlan, { sessionId, room, part }: Sitting, emptySeat: boolean): void {
  const { orgId, areaCode } = evaluator;
  const book = BOOK_OF_AREA[areaCode];
  if (part !== "theory" || book === undefined) return;
  const judge = (key: string, falseAlarm: boolean, reason: string) =>
    story.tell("finding.judged", workday(startDay, 2), "10:40", { findingKey: key, orgId, verdict: falseAlarm ? "false-alarm" : "confirmed", reason, by: "监测中心值班员" });
  if (nth(8) && pick(5, sessionId, "looked") !== 0) judge(`${book}/PER-10/org:${orgId}/person:${candidates[5] ?? ""}/${sessionId}`, pick(3, sessionId) !== 0, pick(3, sessionId) !== 0 ? "身份证新旧照片差异，人工核对一致" : "经核对非本人，已取消资格");
  if (emptySeat && pick(5, sessionId, "looked") !== 0) judge(`${book}/PER-11/org:${orgId}/room:${room}/${sessionId}`, true, "两名考生如厕，有监考员陪同");
}

function tellStream(story: Story, { evaluator, startDay, nth }: BatchPlan, { sessionId, room, from, to }: Sitting): void {
  const stream = { orgId: evaluator.orgId, roomId: room, cameraId: `${room}-front`, sessionId };
  story.tell("stream.registered", workday(startDay, -3), "10:30", stream);
  const poor = evaluator.habit === "poor-line";
  if (poor && nth(4)) return;
  story.tell("stream.up", startDay, minutesAfter(from, poor && nth(3) ? 7 : -10), stream);
  if (poor && nth(2)) {
    story.tell("stream.down", startDay, minutesAfter(from, 60), { ...stream, cause: "network" });
    story.tell("stream.up", startDay, minutesAfter(from, 64), stream);
  }
  story.tell("stream.down", startDay, minutesAfter(to, 5), { ...stream, cause: "capture-stopped" });
}

function tellInternalSupervisor(story: Story, { evaluator, startDay, nth }: BatchPlan, { sessionId, from, to }: Sitting): void {
  const { orgId, habit } = evaluator;
  const supervisor = { orgId, sessionId, supervisorId: `${orgId}-nd` };
  const remote = habit === "remote-supervision" && nth(2);
  story.tell("supervisor.joined", startDay, minutesAfter(from, -15), { ...supervisor, side: "internal", mode: remote ? "remote" : "on-site" });
  if (!remote) story.tell("supervisor.onsite_checkin", startDay, minutesAfter(from, -15), supervisor);
  const stages = habit === "remote-supervision" && nth(3) ? (["prep", "process"] as const) : (["prep", "process", "result"] as const);
  for (const [number, stage] of stages.entries()) story.tell("supervisor.stage_marked", startDay, minutesAfter(from, number * 35), { ...supervisor, stage });
  story.tell("supervisor.left", startDay, minutesAfter(to, 5), { ...supervisor, mode: remote ? "remote" : "on-site" });
  story.tell("supervision.record.submitted", workday(startDay, 1), "10:30", { recordId: `${sessionId}-score-form`, orgId, supervisorId: `${orgId}-nd`, side: "internal", form: "internal-score", sessionId, complete: true });
}

function tellPaper(story: Story, plan: BatchPlan, { sessionId, part, room, from, to }: Sitting): void {
  const { evaluator, startDay, candidates } = plan;
  const { orgId, occupation, level, habit } = evaluator;
  if (part !== "theory") return;
  const careless = habit === "careless-papers";
  const paper = { orgId, sessionId, paperId: `${sessionId}-paper` };
  story.tell("paper.assembled", workday(startDay, -3), "10:00", { ...paper, occupation, level, bankVersion: "2025.1", itemHash: fingerprint(careless ? `${orgId}-same` : sessionId) });
  story.tell("paper.printed", workday(startDay, -2), "10:00", { ...paper, count: candidates.length + 2, by: `${orgId}-ps1`, store: "保密室" });
  story.tell("paper.sealed", workday(startDay, -2), "10:30", { ...paper, by: `${orgId}-ps1`, store: "保密室" });
  story.tell("paper.handed_over", startDay, minutesAfter(from, -25), careless ? paper : { ...paper, by: `${orgId}-ps1`, to: `${orgId}-iv1`, store: "考务室" });
  story.tell("paper.unsealed", startDay, minutesAfter(from, careless && plan.nth(2) ? -75 : -5), { ...paper, roomId: room, by: `${orgId}-iv1` });
  story.tell("paper.collected", startDay, minutesAfter(to, 5), { ...paper, roomId: room, count: candidates.length + 2 - (careless && plan.nth(3) ? 1 : 0), spoilt: 0 });
}

/** 64 hex digits that depend only on the words: stands for a file's hash in a story without files. */
function fingerprint(words: string): string {
  return Array.from({ length: 8 }, (_, part) => pick(0xffff_ffff, words, part).toString(16).padStart(8, "0")).join("");
}
