import { z } from "zod";
import { instantMs, localDate } from "../calendar/local-date.ts";

/** Fields that many events share. Every refusal is a sentence: what was expected, what to write instead. */

/** An id that another system chose: unique for its kind of thing, printable, at most 64 characters. */
const givenId = (thing: string) =>
  z
    .string({ error: `expected the ${thing} as text` })
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,63}$/u, `expected the ${thing}: 1–64 letters, digits, ".", "_", ":", "/" or "-"`);

export const OrgId = givenId("evaluator's id");
export const BatchId = givenId("batch's id");
export const SessionRef = givenId("session's id");
export const RoomRef = givenId("room's id");
export const SiteId = givenId("site's id");
export const PersonId = givenId("person's id");
export const SupervisorId = givenId("supervisor's id");
export const FilingId = givenId("filing's id");
export const CaseRef = givenId("case's id");
export const DrawRef = givenId("draw's id");
export const DispatchId = givenId("dispatch's id");
export const PaperId = givenId("paper's id");
export const CertificateNumber = givenId("certificate's number");
export const DocumentId = givenId("document's id");
export const StreamRef = givenId("camera's id");
export const ObjectRef = z.string().min(1).max(300);

/** Occupation (or 工种 where one is filed, A45) by its code or name in the classification. */
export const Occupation = z.string().trim().min(1, "expected the occupation's code or name").max(80);
/** 1 高级技师, 2 技师, 3 高级工, 4 中级工, 5 初级工. */
export const Level = z.number({ error: "expected the level as a number from 1 to 5" }).int().min(1, "expected a level from 1 (高级技师) to 5 (初级工)").max(5, "expected a level from 1 (高级技师) to 5 (初级工)");
/** Six digits of GB/T 2260, for example "350200" Xiamen. */
export const AreaCode = z.string().regex(/^\d{6}$/, 'expected the six digits of the area, for example "350200"');
/** E enterprise, S school, T social training organisation. */
export const EvaluatorType = z.enum(["E", "S", "T"], { error: 'expected "E" (enterprise), "S" (school) or "T" (social training organisation)' });
export type EvaluatorType = z.infer<typeof EvaluatorType>;

const readable = (read: (text: string) => unknown) => (text: string) => {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
};
/** A day in Asia/Shanghai. */
export const Day = z.string({ error: 'expected a day as text, for example "2026-03-16"' }).refine((text) => readable(localDate)(text) && /^\d{4}-\d{2}-\d{2}$/.test(text), { error: 'expected a day that exists, for example "2026-03-16"' });
/** A moment with its offset; without one nobody knows which day it was. */
export const Instant = z
  .string({ error: 'expected a moment as text, for example "2026-03-16T09:00:00+08:00"' })
  .refine((text) => /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && readable(instantMs)(text), { error: 'expected a moment with its offset, for example "2026-03-16T09:00:00+08:00"' });

export const Count = z.number({ error: "expected a number of things, 0 or more" }).int("expected a whole number").min(0, "expected 0 or more").max(10_000_000);
export const Text = z.string().trim().min(1, "expected some words").max(2000);
export const Name = z.string().trim().min(1, "expected a name").max(200);
export const Url = z.url({ protocol: /^https?$/, error: "expected an address that begins with http:// or https://" }).max(1000);
/** SHA-256, hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits of a SHA-256");
/** The person who decided it; what is decided on this platform gets the name that is signed in. */
export const decidedBy = Name.optional();
/** Counts by occupation. */
export const ByOccupation = z.record(Occupation, Count);
export const OccupationLevels = z.strictObject({ occupation: Occupation, levels: z.array(Level).min(1).max(5) });
