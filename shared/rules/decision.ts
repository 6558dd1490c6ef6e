import { z } from "zod";

/** What rules decide from facts. All of it can be computed again from the ledger; nothing here is typed in. */

/** red: breach of a clear rule; amber: soft rule or house limit; suspicion: evidence for a person; review: a person reads it; refused: the request is not carried out; info: worth knowing. */
export const FINDING_SEVERITIES = ["red", "amber", "suspicion", "review", "refused", "info"] as const;
/** breach may turn red; advisory amber only; sla a house limit ("not statutory"); record no clock. */
export const OBLIGATION_SEVERITIES = ["breach", "advisory", "sla", "record"] as const;
/** in-force counts; shadow is computed and shown, never counted (drafts, P10); record is stored and shown (ended pilots). */
export const RULE_MODES = ["in-force", "shadow", "record"] as const;
export type RuleMode = (typeof RULE_MODES)[number];
/** Which lead the alerts have (T10, house settings); none: no alert. */
export const ALERT_LADDERS = ["before", "after", "validity", "inactivity", "annual", "retention", "none"] as const;
export type AlertLadder = (typeof ALERT_LADDERS)[number];

/** What a decision is about, so that a page can link to it. */
export const SUBJECT_KINDS = ["evaluator", "batch", "session", "room", "person", "supervisor", "dispatch", "certificate", "paper", "bank", "object", "case", "draw", "filing", "opinion", "year", "record", "site", "camera"] as const;
export const Subject = z.object({ kind: z.enum(SUBJECT_KINDS), id: z.string() });
export type Subject = z.infer<typeof Subject>;

/** Which rule, of which rulebook, resting on which words (P10). */
export const RuleReference = z.object({
  ruleId: z.string(),
  rulebookId: z.string(),
  rulebookVersion: z.string(),
  /** Register entries: "XM-010". */
  sources: z.array(z.string()),
  mode: z.enum(RULE_MODES),
  /** The reading used where the text is ambiguous: "A2", "C1". */
  readings: z.array(z.string()),
});
export type RuleReference = z.infer<typeof RuleReference>;

const common = {
  /** Stable: rulebook, rule, dossier and subject; the same facts give the same key. */
  key: z.string(),
  rule: RuleReference,
  dossier: z.string(),
  /** The evaluator it concerns; null for supervisors, draws … */
  orgId: z.string().nullable(),
  subject: Subject,
  /** Facts it rests on, in order. */
  factIds: z.array(z.string()),
};

export const Obligation = z.object({
  ...common,
  severity: z.enum(OBLIGATION_SEVERITIES),
  /** Who owes; the authority's own clocks are a list of their own (ORG-15). */
  owedBy: z.enum(["evaluator", "authority", "supervisor", "other"]),
  owedTo: z.string(),
  /** Local date from which it was counted; null where the text gives none. */
  triggerDate: z.string().nullable(),
  /** Last day on which it is in time (T1); null: no clock. */
  dueDate: z.string().nullable(),
  /** Minutes after 00:00 at which that day ends for paper counters (A5); null = 24:00. */
  cutoffMinutes: z.number().int().nullable(),
  /** Gates: UTC ms of the start that it must precede; null for all else and while nothing started or is planned. */
  gateMs: z.number().nullable(),
  /** The working days counted, in the order counted; empty for calendar periods. */
  countedDays: z.array(z.string()),
  /** For durations and periods: the day from which it is over ("destroyable from", "accepted from"). */
  endsBefore: z.string().nullable(),
  /** A year without a loaded schedule was touched (T8). */
  provisional: z.boolean(),
  /** UTC ms at which it was done; null = not yet. */
  metAtMs: z.number().nullable(),
  /** UTC ms from which it is no longer owed though not done (cancelled batch, delisted); null = owed. */
  voidedAtMs: z.number().nullable(),
  /** Periods (validity, ban, retention, term) end; they are not "met" and never overdue. */
  nature: z.enum(["deadline", "minimum-duration", "gate", "period", "quota", "record"]),
  ladder: z.enum(ALERT_LADDERS),
  /** The house limit that gave the due date ("sla.archive"), to be labelled "not statutory"; null: the text gives it. */
  houseLimit: z.string().nullable(),
});
export type Obligation = z.infer<typeof Obligation>;

export const Finding = z.object({
  ...common,
  severity: z.enum(FINDING_SEVERITIES),
  /** UTC ms since which it holds, from the facts; never when it was computed. */
  sinceMs: z.number(),
  /** UTC ms at which the facts ended it; null = holds. Some never clear ("started without approval"). */
  clearedMs: z.number().nullable(),
  /** What was found, for the sentence and the page: numbers, ids, local times. */
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Finding = z.infer<typeof Finding>;

/** T9, plus period states. Computed when read from the due date and the time of asking; never stored. */
export const OBLIGATION_STATES = ["not_due", "due_soon", "due_today", "overdue", "met", "met_late", "void", "running", "ended", "no_clock"] as const;
export type ObligationState = (typeof OBLIGATION_STATES)[number];
