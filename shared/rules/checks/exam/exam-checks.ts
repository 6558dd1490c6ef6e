import type { Check } from "../../rule-context.ts";
import { feesNotPublished, obstruction } from "./conduct.ts";
import { partsMissing } from "./evaluation-parts.ts";
import { externalRecordOverdue, internalFormMissing, internalSupervision, noOneOnSite } from "./internal-supervision.ts";
import { recordingGap, roomNotLive } from "./live-rooms.ts";
import { notAsPlanned } from "./plan-and-actual.ts";
import { planIncomplete, planOverdue, startedWithoutApproval } from "./plan-checks.ts";
import { doubtfulPicture, notEntered } from "./unrecorded.ts";

/** 考务, EXM-01 to EXM-15. */
export const EXAM_CHECKS: readonly Check[] = [
  planOverdue,
  planIncomplete,
  startedWithoutApproval,
  notAsPlanned,
  roomNotLive,
  recordingGap,
  internalSupervision,
  noOneOnSite,
  notEntered,
  doubtfulPicture,
  partsMissing,
  externalRecordOverdue,
  internalFormMissing,
  obstruction,
  feesNotPublished,
];
