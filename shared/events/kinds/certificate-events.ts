import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { BatchId, CertificateNumber, DocumentId, Level, Name, Occupation, OrgId, PersonId, SessionRef, Text } from "../fields.ts";

const kind = kindsOf("certificate");
const certificate = { orgId: OrgId, number: CertificateNumber };

/** Lawful certificates without a session of their own (A29); which are allowed is a table of the rulebook. */
export const EVIDENCE_ROUTES = ["theory-substitution", "integrated-course", "credits", "process", "competition"] as const;

export const CERTIFICATE_EVENTS = {
  "cert.number_assigned": kind("分配证书编号", "certificate numbers assigned", z.strictObject({ orgId: OrgId, batchId: BatchId, first: CertificateNumber, last: CertificateNumber, by: Name.optional() })),
  "cert.issued": kind("发放证书", "certificate issued", z.strictObject({
    ...certificate,
    personId: PersonId,
    occupation: Occupation,
    level: Level,
    batchId: BatchId.optional(),
    sessionIds: z.array(SessionRef).max(20),
    evidenceRoute: z.enum(EVIDENCE_ROUTES).optional(),
    issuedBy: OrgId,
    reprint: z.boolean().optional(),
  }), ["certificate", "person"]),
  "cert.uploaded": kind("上传证书数据", "certificate uploaded", z.strictObject({ ...certificate, target: Name }), ["certificate"]),
  "cert.receipt": kind("收到回执", "receipt received", z.strictObject({ ...certificate, target: Name, receiptId: DocumentId }), ["certificate"]),
  "cert.verified": kind("联网查询核验", "certificate looked up", z.strictObject({ ...certificate, source: Name, found: z.boolean() }), ["certificate"]),
  "cert.voided": kind("证书作废", "certificate voided", z.strictObject({ ...certificate, reason: Text }), ["certificate"]),
  "cert.withdrawn": kind("撤回上传数据", "uploaded data withdrawn", z.strictObject({ ...certificate, target: Name }), ["certificate"]),
} as const;
