import { z } from "zod";
import { AreaCode, Day, EvaluatorType } from "../events/fields.ts";
import { ALERT_LADDERS, FINDING_SEVERITIES, OBLIGATION_SEVERITIES } from "./decision.ts";

/** A setting that 6-ambiguities names, or a limit that a rule needs; an authority may change it (rule.setting_changed). */
export const SettingValue = z.union([z.string(), z.number(), z.boolean()]);

export const DeadlineRow = z.strictObject({
  id: z.string().regex(/^D\d{2}$/),
  evaluators: z.array(EvaluatorType),
  /** Which facts start and end it: a name in the table of anchors. */
  anchor: z.string(),
  trigger: z.string(),
  count: z.number().nullable(),
  unit: z.enum(["workday", "day", "year", "fixed", "gate", "quota", "permanent", "none"]),
  direction: z.enum(["before", "after", "by", "duration", "retention", "ban", "look-back"]),
  dayOne: z.enum(["exclude", "include", "-"]),
  /** "12-30" every year, or a whole date. */
  fixedDate: z.string().nullable(),
  owedBy: z.enum(["evaluator", "authority", "supervisor", "other"]),
  owedTo: z.string(),
  sources: z.array(z.string()).min(1),
  /** The row's own force: a one-off of a book in force may be over (expired: kept as record). */
  status: z.enum(["in_force", "trial", "draft", "pilot", "expired"]),
  severity: z.enum(OBLIGATION_SEVERITIES),
  readings: z.array(z.string()),
  ladder: z.enum(ALERT_LADDERS),
  /** House limit for a duty without a number, named as a setting: working days (A10), years for retention (A14); always labelled "not statutory". */
  houseLimitSetting: z.string().nullable(),
  note: z.string(),
});
export type DeadlineRow = z.infer<typeof DeadlineRow>;

export const CheckRow = z.strictObject({
  id: z.string().regex(/^(ORG|PER|EXM|BNK|PAP|SCO|CRT|SUP|ARC)-\d{2}$/),
  /** What it fires as here, unless the check itself says less ("原则上" is amber). */
  severity: z.enum(FINDING_SEVERITIES),
  sources: z.array(z.string()).min(1),
  readings: z.array(z.string()),
  /** Limits and tables of this jurisdiction that the check reads. */
  params: z.record(z.string(), z.unknown()),
});
export type CheckRow = z.infer<typeof CheckRow>;

export const Rulebook = z.strictObject({
  id: z.enum(["xiamen", "fujian", "shenzhen", "jilin", "liaoning"]),
  version: z.string(),
  areaCode: AreaCode,
  title: z.strictObject({ zh: z.string(), en: z.string() }),
  document: z.string(),
  inForceFrom: Day,
  inForceTo: Day.nullable(),
  /** in-force and trial bind; draft runs in shadow; pilot is kept as record. */
  status: z.enum(["in-force", "trial", "draft", "pilot"]),
  settings: z.record(z.string(), SettingValue),
  deadlines: z.array(DeadlineRow),
  checks: z.array(CheckRow),
});
export type Rulebook = z.infer<typeof Rulebook>;

/** A province's book binds its cities too (FJ-001: Fujian applies in Xiamen). */
export function appliesIn(book: Pick<Rulebook, "areaCode">, areaCode: string): boolean {
  const prefix = book.areaCode.replace(/(00)+$/, "");
  return areaCode.startsWith(prefix);
}
