import type { WorkCalendar } from "../calendar/work-calendar.ts";
import type { DossierKey } from "../events/dossier-key.ts";
import { inOrder, type Fact } from "../events/fact.ts";
import { checkFindings } from "./checks/check-findings.ts";
import { CHECKS } from "./checks/check-list.ts";
import { ANCHORS } from "./deadlines/anchor-list.ts";
import { deadlineObligations } from "./deadlines/deadline-obligations.ts";
import type { Finding, Obligation } from "./decision.ts";
import { areasOf, booksFor } from "./dossier-areas.ts";
import type { Anchor, Check, RuleContext } from "./rule-context.ts";
import { readRulebook } from "./read-rulebook.ts";
import { settingsReader, type SettingChange } from "./rule-settings.ts";
import type { Rulebook } from "./rulebook.ts";

/** The code behind the rows: a row names its anchor, a check row its check. */
export interface RuleTables {
  anchors: Readonly<Record<string, Anchor>>;
  checks: ReadonlyMap<string, Check>;
}

export const RULES: RuleTables = { anchors: ANCHORS, checks: new Map(CHECKS.map((check) => [check.id, check])) };

export interface DossierInput {
  dossier: DossierKey;
  /** In any order, said once or several times. */
  facts: readonly Fact[];
  rulebooks: readonly Rulebook[];
  calendar: WorkCalendar;
  asOfMs: number;
  /** Settings that authorities changed. */
  settings?: readonly SettingChange[];
  /** Evaluator → area code, for dossiers whose own facts name no area (persons, certificates, cases, objects). */
  orgAreas?: ReadonlyMap<string, string>;
}

export interface Evaluation {
  /** Each sorted by key. */
  obligations: Obligation[];
  findings: Finding[];
  /** UTC ms at which the answer may change without a new fact; null: never. */
  reconsiderAtMs: number | null;
}

/** Everything that the rules decide about one dossier: a pure function of what is handed in. */
export function evaluateDossier(input: DossierInput, tables: RuleTables = RULES): Evaluation {
  const facts = inOrder(input.facts);
  const moments = new Moments(input.asOfMs);
  const areas = areasOf(input.dossier, facts, input.orgAreas ?? new Map());
  const contexts = booksFor(input.rulebooks, areas).map(({ book, areaCode }): RuleContext => {
    const setting = settingsReader(book, areaCode, input.settings ?? []);
    return {
      dossier: input.dossier,
      facts,
      rulebook: readRulebook(book, setting),
      areaCode,
      setting,
      calendar: input.calendar,
      asOfMs: input.asOfMs,
      reached: (momentMs) => moments.reached(momentMs),
    };
  });
  // What ends only later (the listing runs out) has not ended: the dossier is evaluated again then.
  const come = (momentMs: number | null) => (momentMs !== null && moments.reached(momentMs) ? momentMs : null);
  return {
    obligations: byKey(contexts.flatMap((context) => deadlineObligations(context, tables.anchors))).map((obligation) => ({ ...obligation, voidedAtMs: come(obligation.voidedAtMs) })),
    findings: byKey(contexts.flatMap((context) => checkFindings(context, tables.checks))).map((finding) => ({ ...finding, clearedMs: come(finding.clearedMs) })),
    reconsiderAtMs: moments.nextMs,
  };
}

/** Remembers the earliest moment to come that a rule asked for. */
class Moments {
  nextMs: number | null = null;
  #asOfMs: number;

  constructor(asOfMs: number) {
    this.#asOfMs = asOfMs;
  }

  reached(momentMs: number): boolean {
    if (momentMs <= this.#asOfMs) return true;
    this.nextMs = Math.min(momentMs, this.nextMs ?? momentMs);
    return false;
  }
}

function byKey<T extends { key: string }>(decisions: readonly T[]): T[] {
  return decisions.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
