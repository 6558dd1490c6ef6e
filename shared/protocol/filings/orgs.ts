import { z } from "zod";
import { AreaCode, EvaluatorType } from "../../events/fields.ts";
import { LINKS } from "../../events/define-kind.ts";
import { FINDING_SEVERITIES } from "../../rules/decision.ts";
import { Age, Cursor, severalOf, Words } from "./age.ts";
import { FindingRow, VERDICTS } from "./findings.ts";
import { ObligationCounts } from "./obligations.ts";
import { FactView } from "./sources.ts";

/** `GET /api/v1/orgs` and `GET /api/v1/orgs/:id`: evaluators as the ledger knows them. */

/** The evaluator's states in the table of lives. unknown: events speak of it, but nothing says that it was ever listed. */
export const LISTING_STATES = ["unknown", "applied", "accepted", "refused", "assessed", "publicity", "publicised", "listed", "suspended", "stopped", "expired", "delisted", "banned"] as const;
export type ListingState = (typeof LISTING_STATES)[number];

export const OrgProfile = z.object({
  id: z.string(),
  /** null where no event gave one. */
  name: z.string().nullable(),
  orgCode: z.string().nullable(),
  evaluatorType: EvaluatorType.nullable(),
  areaCode: AreaCode.nullable(),
  state: z.enum(LISTING_STATES),
  occupations: z.array(z.object({ occupation: z.string(), levels: z.array(z.number()) })),
  sites: z.array(z.string()),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
});
export type OrgProfile = z.infer<typeof OrgProfile>;

export const ORG_SORTS = ["name", "-overdue", "-red"] as const;
export const OrgQuery = z.object({
  area: AreaCode.optional(),
  state: severalOf(z.enum(LISTING_STATES)),
  evaluatorType: severalOf(EvaluatorType),
  q: z.string().trim().max(60).optional(),
  sort: z.enum(ORG_SORTS).default("name"),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  format: z.enum(["json", "csv", "xlsx"]).default("json"),
});
export type OrgQuery = z.infer<typeof OrgQuery>;

export const OrgRow = OrgProfile.extend({
  /** In-force breach obligations that the evaluator owes, open and past due (T9). */
  overdue: z.number().int(),
  dueSoon: z.number().int(),
  /** Open red findings in force that nobody judged a false alarm. */
  redFindings: z.number().int(),
  lastFactAtMs: z.number().nullable(),
});
export type OrgRow = z.infer<typeof OrgRow>;
export const OrgPage = z.object({ age: Age, rows: z.array(OrgRow), next: Cursor.nullable(), total: z.number().int() });
export type OrgPage = z.infer<typeof OrgPage>;

/** The seven links 机构 人员 考务 题库 试卷 成绩 证书, and supervision. */
export const ORG_LINKS = LINKS.filter((link) => link !== "platform");

export const OrgLink = z.object({
  link: z.enum(LINKS),
  facts: z.number().int(),
  byType: z.array(z.object({ type: z.string(), title: Words, count: z.number().int(), lastAtMs: z.number() })),
  /** Newest first, at most 10. */
  latest: z.array(FactView),
  /** Open ones, worst first, at most 20. */
  findings: z.array(FindingRow),
  openBySeverity: z.record(z.enum(FINDING_SEVERITIES), z.number().int()),
});
export type OrgLink = z.infer<typeof OrgLink>;

/** What the authority would look at before it renews. */
export const CreditRecord = z.object({
  sanctions: z.array(FactView),
  suspensions: z.array(FactView),
  met: z.number().int(),
  metLate: z.number().int(),
  overdue: z.number().int(),
  /** Findings in force, by severity and then by verdict; none = nobody judged it. */
  findings: z.array(z.object({ severity: z.enum(FINDING_SEVERITIES), verdict: z.enum(["none", ...VERDICTS]), count: z.number().int() })),
});

export const OrgDetail = z.object({
  age: Age,
  org: OrgProfile,
  /** Of its newest application; null where none was told. */
  filingId: z.string().nullable(),
  obligations: ObligationCounts,
  links: z.array(OrgLink),
  credit: CreditRecord,
  /** Newest first, at most 50. */
  batches: z.array(z.object({ batchId: z.string(), startDate: z.string().nullable(), lastFactAtMs: z.number() })),
  /** Newest first, at most 50. */
  sessions: z.array(z.object({ sessionId: z.string(), day: z.string().nullable(), startedAtMs: z.number().nullable(), endedAtMs: z.number().nullable() })),
});
export type OrgDetail = z.infer<typeof OrgDetail>;
