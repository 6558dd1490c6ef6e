import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { Count, Instant, Level, Name, Occupation, OrgId, PaperId, PersonId, RoomRef, SessionRef, Sha256 } from "../fields.ts";

const kind = kindsOf("paper");
const paper = { orgId: OrgId, paperId: PaperId };

export const PAPER_EVENTS = {
  "paper.assembled": kind("组卷", "paper assembled", z.strictObject({ ...paper, sessionId: SessionRef.optional(), occupation: Occupation, level: Level, /** null: not from a registered bank. */ bankVersion: Name.nullable(), itemHash: Sha256 })),
  "paper.printed": kind("印卷", "paper printed", z.strictObject({ ...paper, sessionId: SessionRef, count: Count, by: PersonId.optional(), store: Name.optional() })),
  "paper.sealed": kind("封卷", "paper sealed", z.strictObject({ ...paper, sessionId: SessionRef, by: PersonId.optional(), store: Name.optional() })),
  "paper.handed_over": kind("试卷交接", "paper handed over", z.strictObject({ ...paper, sessionId: SessionRef, by: PersonId.optional(), to: PersonId.optional(), store: Name.optional() })),
  "paper.unsealed": kind("拆封试卷", "paper unsealed", z.strictObject({ ...paper, sessionId: SessionRef, roomId: RoomRef, by: PersonId.optional() })),
  "paper.collected": kind("回收试卷", "paper collected", z.strictObject({ ...paper, sessionId: SessionRef, roomId: RoomRef.optional(), count: Count, spoilt: Count.optional() })),
  "answer.scanned": kind("答卷扫描", "answer scanned", z.strictObject({ orgId: OrgId, sessionId: SessionRef, personId: PersonId, sha256: Sha256, /** The time on the sheet, not of the scan (PAP-05). */ sheetAt: Instant.optional() })),
  "marking.started": kind("开始阅卷", "marking started", z.strictObject({ orgId: OrgId, sessionId: SessionRef, by: PersonId })),
  "marking.finished": kind("阅卷结束", "marking finished", z.strictObject({ orgId: OrgId, sessionId: SessionRef, by: PersonId })),
} as const;
