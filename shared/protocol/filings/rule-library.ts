import { z } from "zod";
import { AreaCode, Name, Text } from "../../events/fields.ts";
import { FINDING_SEVERITIES, RULE_MODES } from "../../rules/decision.ts";
import { SettingValue } from "../../rules/rulebook.ts";
import { Age, severalOf, Words } from "./age.ts";
import { ReadingView, SourceView } from "./sources.ts";

/** `GET /api/v1/rulebooks` (policy library), `GET /api/v1/rule-health`, `GET|PUT /api/v1/rule-settings`. */

export const LibraryRule = z.object({
  id: z.string(),
  kind: z.enum(["deadline", "check"]),
  title: Words,
  severity: z.string(),
  sources: z.array(SourceView),
  readings: z.array(ReadingView),
  /** What keeps it from false alarms; null for deadlines. */
  guard: Words.nullable(),
  /** Deadlines: "15 workday before", null for checks. */
  counting: z.object({ count: z.number().nullable(), unit: z.string(), direction: z.string(), dayOne: z.string(), fixedDate: z.string().nullable() }).nullable(),
  /** Obligations or findings that stand in this book, whatever their state; and those still open. */
  fired: z.number().int(),
  open: z.number().int(),
});
export type LibraryRule = z.infer<typeof LibraryRule>;

export const LibraryBook = z.object({
  id: z.string(),
  version: z.string(),
  areaCode: z.string(),
  title: Words,
  document: z.string(),
  inForceFrom: z.string(),
  inForceTo: z.string().nullable(),
  status: z.enum(["in-force", "trial", "draft", "pilot"]),
  mode: z.enum(RULE_MODES),
  settings: z.record(z.string(), SettingValue),
  /** By setting: the values to choose from (none: any that fits), and the ids of the rules that read it. */
  settingFacts: z.record(z.string(), z.object({ choices: z.array(z.string()), rules: z.array(z.string()) })),
  rules: z.array(LibraryRule),
});
export type LibraryBook = z.infer<typeof LibraryBook>;
export const RuleLibrary = z.object({ age: Age, books: z.array(LibraryBook) });
export type RuleLibrary = z.infer<typeof RuleLibrary>;

export const RuleHealthQuery = z.object({ mode: severalOf(z.enum(RULE_MODES)), format: z.enum(["json", "csv", "xlsx"]).default("json") });
export const RuleHealthRow = z.object({
  rulebookId: z.string(),
  ruleId: z.string(),
  mode: z.enum(RULE_MODES),
  title: Words,
  severity: z.enum(FINDING_SEVERITIES),
  fired: z.number().int(),
  open: z.number().int(),
  confirmed: z.number().int(),
  falseAlarms: z.number().int(),
  needsMore: z.number().int(),
  /** falseAlarms ÷ (confirmed + falseAlarms); null while nobody has judged (P15). */
  falseAlarmShare: z.number().nullable(),
  lastSinceMs: z.number().nullable(),
});
export type RuleHealthRow = z.infer<typeof RuleHealthRow>;
export const RuleHealth = z.object({ age: Age, rows: z.array(RuleHealthRow) });
export type RuleHealth = z.infer<typeof RuleHealth>;

export const RuleSetting = z.object({
  areaCode: AreaCode,
  setting: z.string(),
  value: SettingValue,
  /** The rulebook's own. */
  shippedValue: SettingValue.nullable(),
  /** null: nobody changed it. */
  changed: z.object({ atMs: z.number(), by: z.string(), reason: z.string() }).nullable(),
});
export const RuleSettings = z.object({ age: Age, settings: z.array(RuleSetting) });
export type RuleSettings = z.infer<typeof RuleSettings>;
export const RuleSettingBody = z.object({ areaCode: AreaCode, setting: Name, value: z.union([z.string().max(100), z.number(), z.boolean()]), reason: Text });
