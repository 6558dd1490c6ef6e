import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { EVIDENCE_ROUTES } from "./certificate-events.ts";
import { BatchId, Count, Day, Instant, Level, Occupation, OrgId, PersonId, RoomRef, SessionRef, SiteId, StreamRef, SupervisorId, Text, decidedBy } from "../fields.ts";

const kind = kindsOf("exam");
const batch = { orgId: OrgId, batchId: BatchId };
const session = { orgId: OrgId, sessionId: SessionRef };
const stream = { orgId: OrgId, roomId: RoomRef, cameraId: StreamRef };

/** theory 理论, practical 技能, review 综合评审. */
export const PARTS = ["theory", "practical", "review"] as const;

/** What a 内督 marks of a session: 准备, 过程, 结果 (FJ-043). */
export const STAGES = ["prep", "process", "result"] as const;

export const PlannedSession = z.strictObject({
  sessionId: SessionRef,
  startsAt: Instant,
  endsAt: Instant,
  siteId: SiteId.optional(),
  rooms: z.array(RoomRef).max(200),
  occupation: Occupation,
  level: Level,
  part: z.enum(PARTS).optional(),
  candidates: Count.optional(),
  /** Practical held at the work post (SZ-022). */
  workplace: z.boolean().optional(),
});

/** What a plan consists of (XM-099); EXM-02 asks for each. */
export const PLAN_PARTS = ["training", "plan", "candidates", "invigilators", "examiners", "supervisors"] as const;

const Plan = z.strictObject({
  ...batch,
  /** Earliest day of the plan; the sessions' earliest wins where there are sessions (A4). */
  startDate: Day,
  sessions: z.array(PlannedSession).max(500),
  attached: z.array(z.enum(PLAN_PARTS)).max(6).optional(),
  candidateIds: z.array(PersonId).max(20_000).optional(),
  candidateCount: Count.optional(),
  invigilators: z.array(PersonId).max(1000).optional(),
  examiners: z.array(PersonId).max(1000).optional(),
  supervisors: z.array(SupervisorId).max(200).optional(),
  /** Lawful ways in which a part is proved without being sat (A29). */
  routes: z.array(z.enum(EVIDENCE_ROUTES)).max(5).optional(),
});

export const EXAM_EVENTS = {
  /** Sent when the batch is known but its plan is not filed yet: what makes a plan owed. */
  "batch.announced": kind("批次预告", "batch announced", z.strictObject({ ...batch, startDate: Day, sessions: z.array(PlannedSession).max(500).optional() })),
  "plan.received": kind("收到认定实施计划", "plan received", Plan),
  "plan.approved": kind("计划批准", "plan approved", z.strictObject({ ...batch, decidedBy })),
  "plan.returned": kind("计划退回", "plan returned", z.strictObject({ ...batch, reason: Text, decidedBy })),
  "plan.amended": kind("计划变更", "plan amended", Plan.extend({ reason: Text.optional() })),
  "batch.cancelled": kind("批次取消", "batch cancelled", z.strictObject({ ...batch, reason: Text })),
  "exam.application": kind("开考申请", "exam applied for", z.strictObject({ ...batch, startDate: Day })),
  "session.scheduled": kind("场次排定", "session scheduled", PlannedSession.extend({ ...batch, test: z.boolean().optional() })),
  "session.started": kind("场次开始", "session started", z.strictObject({ ...session, batchId: BatchId.optional(), siteId: SiteId.optional(), rooms: z.array(RoomRef).max(200).optional(), operatorId: OrgId.optional() })),
  "session.ended": kind("场次结束", "session ended", z.strictObject({ ...session, batchId: BatchId.optional(), candidatesPresent: Count.optional(), examiners: z.array(PersonId).max(1000).optional(), parts: z.array(z.enum(PARTS)).max(3).optional() })),
  "batch.evaluation_ended": kind("批次评价结束", "batch's evaluation ended", z.strictObject(batch)),
  "stream.registered": kind("登记直播", "stream registered", z.strictObject({ ...stream, sessionId: SessionRef.optional(), test: z.boolean().optional() })),
  "stream.up": kind("直播接通", "stream up", z.strictObject({ ...stream, sessionId: SessionRef.optional() })),
  "stream.down": kind("直播中断", "stream down", z.strictObject({ ...stream, sessionId: SessionRef.optional(), cause: z.string().max(60).optional() })),
  "stream.frozen": kind("画面异常", "picture frozen, looped, black or clock wrong", z.strictObject({ ...stream, sessionId: SessionRef.optional(), what: z.enum(["frozen", "looped", "black", "wrong-clock"]), seconds: z.number().min(0), part: z.enum(PARTS).optional() })),
  "room.headcount": kind("考场人数", "heads counted in a room", z.strictObject({ ...session, roomId: RoomRef, heads: Count, score: z.number().min(0).max(1).optional(), threshold: z.number().min(0).max(1).optional() })),
  "supervisor.onsite_checkin": kind("内督现场签到", "internal supervisor checked in on site", z.strictObject({ ...session, supervisorId: SupervisorId, personId: PersonId.optional() }), ["supervisor"]),
  "supervisor.stage_marked": kind("督导环节确认", "supervision stage marked", z.strictObject({ ...session, supervisorId: SupervisorId, stage: z.enum(STAGES) }), ["supervisor"]),
  "incident.reported": kind("异常情况", "incident reported", z.strictObject({ ...session, what: Text, obstruction: z.boolean().optional(), by: PersonId.optional() })),
  "recording.segment": kind("录像分段", "recording segment", z.strictObject({ ...stream, sessionId: SessionRef, startsAt: Instant, endsAt: Instant })),
  "platform.outage": kind("平台中断", "platform outage", z.strictObject({ orgId: OrgId.optional(), startsAt: Instant, endsAt: Instant, note: Text.optional() })),
  "archive.sealed": kind("归档完成", "archive sealed", z.strictObject({ ...batch, sessionId: SessionRef.optional(), holds: z.array(z.enum(["data", "examiner-record", "supervision-report"])).max(3) })),
} as const;
