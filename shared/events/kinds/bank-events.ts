import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { Count, Level, Name, Occupation, OrgId, PersonId, SessionRef, Text } from "../fields.ts";

const kind = kindsOf("bank");
const bank = { orgId: OrgId, occupation: Occupation, level: Level };

const Counts = z.strictObject({
  ...bank,
  theoryItems: Count.optional(),
  theorySets: Count.optional(),
  practicalSets: Count.optional(),
  reviewQuestions: Count.optional(),
  version: Name,
});

/** Counts and accesses only; the questions never come here (S05). */
export const BANK_EVENTS = {
  "bank.registered": kind("登记题库", "bank registered", Counts),
  "bank.updated": kind("更新题库", "bank updated", Counts),
  "bank.accessed": kind("调取题库", "bank accessed", z.strictObject({ ...bank, by: PersonId, purpose: Text, sessionId: SessionRef.optional() })),
  "norm.filed": kind("备案评价规范", "norm filed", z.strictObject({
    orgId: OrgId,
    occupation: Occupation,
    standardRef: Name,
    /** none = no national standard exists for the occupation (XM-044). */
    kind: z.enum(["national", "sector", "enterprise", "none"]),
    nationalStandardExists: z.boolean().optional(),
    belowNational: z.boolean().optional(),
    filed: z.boolean().optional(),
    version: Name,
    levels: z.array(Level).min(1).max(5),
    /** Parts the norm asks for at each level; levels 1 and 2 add the review (XM-080). */
    parts: z.array(z.enum(["theory", "practical", "review"])).max(3).optional(),
  })),
} as const;
