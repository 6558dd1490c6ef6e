import { z } from "zod";
import { PLATFORM_EVENTS } from "../../events/kinds/platform-events.ts";
import { AreaCode, Day, Text } from "../../events/fields.ts";
import { Finding, FINDING_SEVERITIES, RULE_MODES, RuleReference } from "../../rules/decision.ts";
import { Age, Cursor, severalOf, Words } from "./age.ts";
import { FactView, ReadingView, SourceView } from "./sources.ts";

/** `GET /api/v1/findings`, `GET /api/v1/findings/:key`, `POST /api/v1/findings/:key/verdict`. */

export const VERDICTS = PLATFORM_EVENTS["finding.judged"].data.shape.verdict.options;
/** `judged` none: nobody has looked yet. */
export const JUDGED = ["none", ...VERDICTS] as const;
export const FINDING_SORTS = ["-since", "since", "org", "rule"] as const;

export const FindingFilter = z.object({
  orgId: z.string().max(64).optional(),
  area: AreaCode.optional(),
  ruleId: severalOf(z.string().max(10)),
  severity: severalOf(z.enum(FINDING_SEVERITIES)),
  mode: severalOf(z.enum(RULE_MODES)),
  judged: severalOf(z.enum(JUDGED)),
  /** true: the facts have not ended it. */
  open: z.stringbool({ error: 'expected "true" or "false"' }).optional(),
  /** Local dates, both included. */
  sinceFrom: Day.optional(),
  sinceTo: Day.optional(),
  subjectKind: z.string().max(20).optional(),
  subjectId: z.string().max(300).optional(),
  q: z.string().trim().max(60).optional(),
});
export type FindingFilter = z.infer<typeof FindingFilter>;

export const FindingQuery = FindingFilter.extend({
  sort: z.enum(FINDING_SORTS).default("-since"),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  format: z.enum(["json", "csv", "xlsx"]).default("json"),
});
export type FindingQuery = z.infer<typeof FindingQuery>;

/** A person's word on it (P11); the newest counts. */
export const VerdictView = z.object({ verdict: z.enum(VERDICTS), reason: z.string(), by: z.string(), atMs: z.number() });

export const FindingRow = Finding.omit({ factIds: true }).extend({
  title: Words,
  /** The sentence with its numbers filled in. */
  sentence: Words,
  orgName: z.string().nullable(),
  verdict: VerdictView.nullable(),
  /** Where several rulebooks find the same and it is told once: the others' rules. */
  alsoUnder: z.array(RuleReference).optional(),
});
export type FindingRow = z.infer<typeof FindingRow>;

export const FindingPage = z.object({
  age: Age,
  rows: z.array(FindingRow),
  next: Cursor.nullable(),
  /** Of the whole filter but for its `severity`. */
  counts: z.record(z.enum(FINDING_SEVERITIES), z.number().int()),
});
export type FindingPage = z.infer<typeof FindingPage>;

export const FindingDetail = z.object({
  age: Age,
  finding: FindingRow.extend({ factIds: z.array(z.string()) }),
  /** What keeps the check from false alarms, in words. */
  guard: Words,
  sources: z.array(SourceView),
  readings: z.array(ReadingView),
  facts: z.array(FactView),
  /** Newest first. */
  verdicts: z.array(VerdictView),
});
export type FindingDetail = z.infer<typeof FindingDetail>;

export const VerdictBody = z.object({ verdict: z.enum(VERDICTS, { error: `expected one of ${VERDICTS.join(", ")}` }), reason: Text });
export type VerdictBody = z.infer<typeof VerdictBody>;
/** What a write became: an entry of the ledger. Figures follow when the rules have read it. */
export const LedgerReceipt = z.object({ entry: z.number().int(), factId: z.string() });
export type LedgerReceipt = z.infer<typeof LedgerReceipt>;
