import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { AreaCode, BatchId, Day, DispatchId, DocumentId, DrawRef, Instant, Level, Name, Occupation, OrgId, PersonId, RoomRef, SessionRef, Sha256, SiteId, SupervisorId, Text } from "../fields.ts";

const kind = kindsOf("people");
const seat = { orgId: OrgId, sessionId: SessionRef, personId: PersonId };

/** How a candidate belongs to the evaluator; what each jurisdiction allows is a table of its rulebook (C13). */
export const CANDIDATE_RELATIONS = ["own-staff", "affiliate", "dispatched", "partner", "own-student", "local-enterprise", "public", "outside"] as const;
export const ROSTER_ROLES = ["examiner", "invigilator", "exam-staff", "manager", "internal-supervisor", "paper-setter"] as const;

export const PEOPLE_EVENTS = {
  "candidate.registered": kind("考生报名", "candidate registered", z.strictObject({
    orgId: OrgId,
    personId: PersonId,
    batchId: BatchId,
    employerId: OrgId.optional(),
    relation: z.enum(CANDIDATE_RELATIONS).optional(),
    inWorkforceRegister: z.boolean().optional(),
    /** Start at the enterprise, for dispatched workers (SZ-016). */
    employedSince: Day.optional(),
    occupation: Occupation,
    level: Level,
    /** The post's occupation (JL-016). */
    postOccupation: Occupation.optional(),
    evidence: z.array(z.strictObject({ docId: DocumentId, sha256: Sha256, page: z.enum(["person", "letter"]).optional() })).max(50),
  }), ["person"]),
  "candidate.condition.checked": kind("资格审核", "candidate's conditions checked", z.strictObject({ orgId: OrgId, personId: PersonId, batchId: BatchId, proved: z.boolean(), note: Text.optional() })),
  "candidate.checked_in": kind("考生签到", "candidate checked in", z.strictObject({ ...seat, roomId: RoomRef, siteId: SiteId.optional(), seat: z.string().max(20).optional(), idMatch: z.boolean().optional(), faceScore: z.number().min(0).max(1).optional(), faceThreshold: z.number().min(0).max(1).optional() }), ["person"]),
  "candidate.left": kind("考生离场", "candidate left", z.strictObject({ ...seat, roomId: RoomRef.optional(), reason: z.enum(["handed-in", "break", "removed", "other"]).optional() }), ["person"]),
  "candidate.absent": kind("考生缺考", "candidate absent", z.strictObject(seat)),
  "candidate.swap_suspected": kind("疑似换人", "person swap suspected", z.strictObject({ ...seat, roomId: RoomRef, observation: Text, score: z.number().min(0).max(1), threshold: z.number().min(0).max(1), modelSha256: Sha256.optional() })),
  "candidate.attempted": kind("参加考核", "candidate sat a session", z.strictObject({ ...seat, occupation: Occupation, level: Level })),
  "candidate.shared_pay": kind("共用联系或付款方式", "contact or payer shared", z.strictObject({ orgId: OrgId, batchId: BatchId, contact: z.string().min(1).max(100), holders: z.array(PersonId).min(1).max(10_000), payerIsEmployer: z.boolean().optional() })),
  "roster.set": kind("人员安排", "roster set", z.strictObject({ orgId: OrgId, sessionId: SessionRef.optional(), batchId: BatchId.optional(), role: z.enum(ROSTER_ROLES), personId: PersonId, employerId: OrgId.optional(), occupation: Occupation.optional() })),
  "staff.card.issued": kind("发放证卡", "staff card issued", z.strictObject({ orgId: OrgId, personId: PersonId, role: z.enum(["examiner", "internal-supervisor", "manager"]), occupation: Occupation.optional(), validFrom: Day, validTo: Day.optional() })),
  "staff.card.expired": kind("证卡失效", "staff card expired", z.strictObject({ orgId: OrgId, personId: PersonId, role: z.enum(["examiner", "internal-supervisor", "manager"]) })),
  "staff.dereliction.recorded": kind("失职记录", "dereliction recorded", z.strictObject({ orgId: OrgId, personId: PersonId, what: Text, violation: z.boolean().optional() })),
  "supervisor.appointed": kind("聘任质量督导员", "supervisor appointed", z.strictObject({ supervisorId: SupervisorId, name: Name.optional(), areaCode: AreaCode, side: z.enum(["internal", "external"]), orgId: OrgId.optional(), cardNumber: z.string().max(40).optional(), appointedOn: Day, termTo: Day.optional() }), ["supervisor"]),
  "supervisor.term_end": kind("聘期结束", "supervisor's term ended", z.strictObject({ supervisorId: SupervisorId, orgId: OrgId.optional(), endedOn: Day }), ["supervisor"]),
  "supervisor.suspended": kind("暂停督导资格", "supervisor suspended", z.strictObject({ supervisorId: SupervisorId, orgId: OrgId.optional(), from: Day, to: Day.optional(), reason: Text }), ["supervisor"]),
  "supervisor.barred": kind("取消督导资格", "supervisor barred", z.strictObject({ supervisorId: SupervisorId, orgId: OrgId.optional(), decidedOn: Day, /** A lapse without fault bars nobody (A47). */ ground: z.enum(["cancelled", "not-renewed-as-penalty", "lapsed"]), reason: Text.optional() }), ["supervisor"]),
  "supervisor.drawn": kind("抽中督导员", "supervisor drawn", z.strictObject({ supervisorId: SupervisorId, drawId: DrawRef, orgId: OrgId, sessionIds: z.array(SessionRef).min(1).max(100) }), ["supervisor", "draw"]),
  "supervisor.dispatched": kind("委派督导员", "supervisor dispatched", z.strictObject({
    supervisorId: SupervisorId,
    dispatchId: DispatchId,
    orgId: OrgId,
    sessionIds: z.array(SessionRef).min(1).max(100),
    side: z.enum(["internal", "external"]),
    drawId: DrawRef.optional(),
    /** Why nobody was drawn: an emergency (SUP-01). */
    emergency: Text.optional(),
    personId: PersonId.optional(),
    /** Days of the sessions: a card is tried on the session's day, not on that of the draw (PER-08). */
    sessionDays: z.record(SessionRef, Day).optional(),
  }), ["supervisor", "draw"]),
  "supervisor.joined": kind("督导员到岗", "supervisor joined", z.strictObject({ supervisorId: SupervisorId, orgId: OrgId, sessionId: SessionRef, side: z.enum(["internal", "external"]), mode: z.enum(["on-site", "remote"]), personId: PersonId.optional() }), ["supervisor"]),
  "supervisor.left": kind("督导员离岗", "supervisor left", z.strictObject({ supervisorId: SupervisorId, orgId: OrgId, sessionId: SessionRef, mode: z.enum(["on-site", "remote"]), leftAt: Instant.optional() }), ["supervisor"]),
} as const;
