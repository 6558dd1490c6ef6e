import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { AreaCode, BatchId, Count, Day, DocumentId, Name, Occupation, OrgId, PersonId, SessionRef, Text, decidedBy } from "../fields.ts";
import { PARTS } from "./exam-events.ts";

const kind = kindsOf("score");
const batch = { orgId: OrgId, batchId: BatchId };

export const SCORE_EVENTS = {
  "score.entered": kind("录入成绩", "score entered", z.strictObject({
    ...batch,
    sessionId: SessionRef.optional(),
    personId: PersonId,
    part: z.enum(PARTS),
    value: z.number().min(0).max(1000),
    by: PersonId,
    /** A theory score taken from elsewhere (XM-104). */
    substituted: z.boolean().optional(),
    evidence: z.array(DocumentId).max(20).optional(),
  })),
  "score.changed": kind("更改成绩", "score changed", z.strictObject({ ...batch, personId: PersonId, part: z.enum(PARTS), old: z.number().min(0).max(1000), new: z.number().min(0).max(1000), reason: Text, recheckId: DocumentId.optional(), by: PersonId.optional() })),
  "score.recheck_recorded": kind("成绩复核", "re-check recorded", z.strictObject({ ...batch, recheckId: DocumentId, personId: PersonId })),
  "result.compiled": kind("成绩汇总", "results compiled", z.strictObject({
    ...batch,
    areaCode: AreaCode,
    occupation: Occupation.optional(),
    candidates: Count,
    passed: Count,
    passedIds: z.array(PersonId).max(20_000).optional(),
    /** Passed in spite of a safety veto (SZ-023). */
    vetoedIds: z.array(PersonId).max(20_000).optional(),
    /** Days of the safety records behind the vetoes. */
    vetoedOn: z.record(PersonId, Day).optional(),
  }), ["area"]),
  "results.posted": kind("成绩公示", "results posted", z.strictObject({ ...batch, place: Name.optional(), complaintChannel: Text.optional(), recheckChannel: Text.optional() })),
  "results.closed": kind("公示结束", "results publicity closed", z.strictObject(batch)),
  "objection.raised": kind("提出异议", "objection raised", z.strictObject({ ...batch, objectionId: DocumentId, what: Text.optional() })),
  "objection.resolved": kind("异议处理完毕", "objection resolved", z.strictObject({ ...batch, objectionId: DocumentId, outcome: Text.optional(), decidedBy })),
  "results.reported": kind("上报成绩", "results reported", z.strictObject(batch)),
  "batch.recognised": kind("批次认定通过", "batch recognised", z.strictObject({ ...batch, decidedBy })),
  "batch.refused": kind("批次不予认定", "batch refused", z.strictObject({ ...batch, reason: Text, decidedBy })),
} as const;
