import type { Check } from "../../rule-context.ts";
import { archiveOpen } from "./archive-contents.ts";
import { lockTooShort } from "./archive-locks.ts";
import { destructionRefused } from "./destruction.ts";
import { chosenWithoutDraw, groupTooSmall } from "./draws.ts";
import { hashMismatch, viewedWithoutReason } from "./footage-access.ts";
import { recordEdited, rectificationOverdue, resultNotPublished } from "./supervision-records.ts";

/** 督导 and 档案, SUP-01 to SUP-05 and ARC-01 to ARC-05. */
export const SUPERVISION_CHECKS: readonly Check[] = [
  chosenWithoutDraw,
  groupTooSmall,
  recordEdited,
  rectificationOverdue,
  resultNotPublished,
  archiveOpen,
  lockTooShort,
  destructionRefused,
  hashMismatch,
  viewedWithoutReason,
];
