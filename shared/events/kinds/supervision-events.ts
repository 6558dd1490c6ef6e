import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { AreaCode, BatchId, CaseRef, Count, Day, DispatchId, DocumentId, DrawRef, Instant, Name, ObjectRef, OrgId, PersonId, SessionRef, Sha256, SupervisorId, Text, Url, decidedBy } from "../fields.ts";

const kind = kindsOf("supervision");

export const SUPERVISION_EVENTS = {
  "draw.made": kind("随机抽取", "draw made", z.strictObject({ drawId: DrawRef, areaCode: AreaCode, what: z.enum(["target", "inspector", "special-group"]), pool: z.array(z.string().min(1).max(64)).min(1).max(100_000), poolSha256: Sha256.optional(), seed: z.string().min(1).max(200), result: z.array(z.string().min(1).max(64)).max(10_000), internal: z.boolean().optional() }), ["draw"]),
  "draw.redrawn": kind("重新抽取", "redrawn", z.strictObject({ drawId: DrawRef, replaces: DrawRef, reason: Text.optional() }), ["draw"]),
  "dispatch.accepted": kind("接受委派", "dispatch accepted", z.strictObject({ dispatchId: DispatchId, supervisorId: SupervisorId, orgId: OrgId.optional() }), ["supervisor"]),
  "dispatch.refused": kind("拒绝委派", "dispatch refused", z.strictObject({ dispatchId: DispatchId, supervisorId: SupervisorId, orgId: OrgId.optional(), reason: Text }), ["supervisor"]),
  "supervision.ended": kind("督导工作结束", "supervision ended", z.strictObject({ dispatchId: DispatchId, supervisorId: SupervisorId, orgId: OrgId, sessionIds: z.array(SessionRef).max(100).optional() }), ["supervisor"]),
  "supervision.record.submitted": kind("提交督导记录", "supervision record submitted", z.strictObject({
    recordId: DocumentId,
    orgId: OrgId,
    supervisorId: SupervisorId,
    side: z.enum(["internal", "external"]),
    form: z.enum(["daily", "special", "after-check", "internal-score"]),
    mode: z.enum(["on-site", "remote"]).optional(),
    sessionId: SessionRef.optional(),
    dispatchId: DispatchId.optional(),
    version: Count.optional(),
    targetDrawId: DrawRef.optional(),
    inspectorDrawId: DrawRef.optional(),
    groupSize: Count.optional(),
    complete: z.boolean().optional(),
  }), ["supervisor"]),
  "supervision.record.edit_asked": kind("请求改动督导记录", "edit of a supervision record asked", z.strictObject({ recordId: DocumentId, orgId: OrgId, by: PersonId })),
  "supervision.result.published": kind("公布督导结果", "supervision result published", z.strictObject({ recordId: DocumentId, orgId: OrgId, by: z.enum(["authority", "supervisor"]).optional(), url: Url.optional(), decidedBy })),
  "opinion.issued": kind("发出督导意见书", "opinion issued", z.strictObject({ opinionId: DocumentId, orgId: OrgId, form: z.enum(["letter", "talk", "reminder", "order"]), dueOn: Day.optional(), decidedBy })),
  "rectification.received": kind("收到整改报告", "rectification received", z.strictObject({ opinionId: DocumentId, orgId: OrgId })),
  "training.held": kind("内督培训", "internal supervisors trained", z.strictObject({ orgId: OrgId, year: z.number().int().min(2000).max(2100), heldOn: Day, planned: z.boolean().optional() })),
  "complaint.opened": kind("受理投诉", "complaint opened", z.strictObject({ caseId: CaseRef, orgId: OrgId.optional(), sessionId: SessionRef.optional(), what: Text, decidedBy }), ["case"]),
  "complaint.closed": kind("投诉办结", "complaint closed", z.strictObject({ caseId: CaseRef, orgId: OrgId.optional(), outcome: Text, decidedBy }), ["case"]),
  "violation.found": kind("发现违规", "violation found", z.strictObject({ orgId: OrgId, sessionId: SessionRef.optional(), violationId: DocumentId, what: Text })),
  "hold.set": kind("设置保全", "hold set", z.strictObject({ objectKey: ObjectRef, caseId: CaseRef.optional(), orgId: OrgId.optional(), reason: Text }), ["object", "case"]),
  "hold.released": kind("解除保全", "hold released", z.strictObject({ objectKey: ObjectRef, caseId: CaseRef.optional(), orgId: OrgId.optional(), reason: Text }), ["object", "case"]),
  "footage.requested": kind("申请调阅", "footage requested", z.strictObject({ objectKey: ObjectRef.optional(), sessionId: SessionRef.optional(), orgId: OrgId.optional(), caseId: CaseRef.optional(), dispatchId: DispatchId.optional(), by: Name })),
  "footage.viewed": kind("调阅录像", "footage viewed", z.strictObject({ objectKey: ObjectRef.optional(), sessionId: SessionRef.optional(), orgId: OrgId, caseId: CaseRef.optional(), dispatchId: DispatchId.optional(), by: Name, /** Live view in the centre is logged, not barred (ARC-05). */ liveInCentre: z.boolean().optional() })),
  "footage.exported": kind("导出录像", "footage exported", z.strictObject({ objectKey: ObjectRef.optional(), sessionId: SessionRef.optional(), orgId: OrgId, caseId: CaseRef.optional(), by: Name })),
  "object.locked": kind("对象锁定", "object locked", z.strictObject({ objectKey: ObjectRef, orgId: OrgId, batchId: BatchId.optional(), sessionId: SessionRef.optional(), medium: z.enum(["video", "data", "paper", "scan"]), /** null: stored without a lock. */ lockedUntil: Day.nullable(), /** Known when the lock is extended at the end: what the years of keeping count from (A11). */ evaluationEndedOn: Day.optional(), sizeBytes: z.number().int().min(0).optional() }), ["object"]),
  "object.delete_asked": kind("请求销毁", "destruction asked", z.strictObject({ objectKey: ObjectRef, orgId: OrgId, by: Name }), ["object"]),
  "object.delete_refused": kind("拒绝销毁", "destruction refused", z.strictObject({ objectKey: ObjectRef, orgId: OrgId, reason: Text }), ["object"]),
  "object.destroyed": kind("已销毁", "object destroyed", z.strictObject({ objectKey: ObjectRef, orgId: OrgId, confirmedBy: z.array(Name).min(2, "expected the two people who confirmed it").max(5) }), ["object"]),
  "object.pulled": kind("取回对象", "object pulled", z.strictObject({ objectKey: ObjectRef, orgId: OrgId, expectedSha256: Sha256, gotSha256: Sha256, pulledAt: Instant.optional() }), ["object"]),
} as const;
