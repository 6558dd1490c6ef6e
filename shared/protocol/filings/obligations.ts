import { z } from "zod";
import { AreaCode, Day, Instant } from "../../events/fields.ts";
import { Obligation, OBLIGATION_SEVERITIES, OBLIGATION_STATES, RULE_MODES } from "../../rules/decision.ts";
import { Age, Cursor, severalOf, Words } from "./age.ts";
import { FactView, ReadingView, SourceView } from "./sources.ts";

/** `GET /api/v1/obligations` and `GET /api/v1/obligations/:key`: who owes what, by when, and why. */

/**
 * Lists that are never mixed into one number (T9, ORG-15). binding: clear
 * duties of evaluators, the wall's "overdue"; authority: the authority's own
 * clocks; house: limits that the house set and no text gives ("not statutory").
 */
export const DUTIES = ["binding", "authority", "house"] as const;

export const OBLIGATION_SORTS = ["due", "-due", "org", "rule"] as const;

/** What the list, its exports and the calendar feed ask by: one query, many views. */
export const ObligationFilter = z.object({
  orgId: z.string().max(64).optional(),
  /** The evaluator's area; "350000" takes in its cities. */
  area: AreaCode.optional(),
  ruleId: severalOf(z.string().max(10)),
  state: severalOf(z.enum(OBLIGATION_STATES)),
  severity: severalOf(z.enum(OBLIGATION_SEVERITIES)),
  /** Nothing = in force: what is computed in shadow is shown only where asked for (P10). */
  mode: severalOf(z.enum(RULE_MODES)),
  owedBy: severalOf(z.enum(["evaluator", "authority", "supervisor", "other"])),
  duty: z.enum(DUTIES).optional(),
  dueFrom: Day.optional(),
  dueTo: Day.optional(),
  /** true: neither done nor void. */
  open: z.stringbool({ error: 'expected "true" or "false"' }).optional(),
  /** Part of the evaluator's name or id, or of the subject's id. */
  q: z.string().trim().max(60).optional(),
});
export type ObligationFilter = z.infer<typeof ObligationFilter>;

export const ObligationQuery = ObligationFilter.extend({
  sort: z.enum(OBLIGATION_SORTS).default("due"),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** The moment for which states are asked, for tests by administrators. */
  asOf: Instant.optional(),
  /** A file instead of a page: all rows of the filter, at most EXPORT_LIMIT. */
  format: z.enum(["json", "csv", "xlsx", "pdf"]).default("json"),
});
export type ObligationQuery = z.infer<typeof ObligationQuery>;
export const EXPORT_LIMIT = 20_000;

export const ObligationRow = Obligation.omit({ countedDays: true, factIds: true }).extend({
  state: z.enum(OBLIGATION_STATES),
  /** Working days from today until the due date; negative = days over it; null where there is no clock or it is closed. */
  workdaysLeft: z.number().int().nullable(),
  title: Words,
  /** The evaluator's name; null where it is unknown. */
  orgName: z.string().nullable(),
});
export type ObligationRow = z.infer<typeof ObligationRow>;

export const ObligationCounts = z.record(z.enum(OBLIGATION_STATES), z.number().int());

export const ObligationPage = z.object({
  age: Age,
  rows: z.array(ObligationRow),
  next: Cursor.nullable(),
  /** Of the whole filter but for its `state`, so that tabs can show each. */
  counts: ObligationCounts,
});
export type ObligationPage = z.infer<typeof ObligationPage>;

export const ObligationDetail = z.object({
  age: Age,
  obligation: ObligationRow.extend({ countedDays: z.array(z.string()), factIds: z.array(z.string()) }),
  /** The rule's own words: how many of which days, in which direction. */
  arithmetic: z.object({
    count: z.number().nullable(),
    unit: z.string(),
    direction: z.string(),
    dayOne: z.string(),
    trigger: z.string(),
    note: z.string(),
  }),
  sources: z.array(SourceView),
  readings: z.array(ReadingView),
  /** Facts it rests on, in order. */
  facts: z.array(FactView),
});
export type ObligationDetail = z.infer<typeof ObligationDetail>;
