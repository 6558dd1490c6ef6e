import type { WorkCalendar } from "../calendar/work-calendar.ts";
import type { DossierKey, DossierScope } from "../events/dossier-key.ts";
import type { Fact } from "../events/fact.ts";
import type { Finding, Obligation, Subject } from "./decision.ts";
import type { CheckRow, DeadlineRow, Rulebook } from "./rulebook.ts";

/** What every rule sees: the facts of one dossier in their one order, one rulebook, and the moment of asking. Nothing else. */
export interface RuleContext {
  dossier: DossierKey;
  /** In order (see `inOrder`): deduplicated, retracted ones gone. */
  facts: readonly Fact[];
  rulebook: Rulebook;
  /** The area whose books are read; null where the facts name none. */
  areaCode: string | null;
  /** The rulebook's setting, or what the authority made of it. */
  setting(name: string): string | number | boolean;
  calendar: WorkCalendar;
  asOfMs: number;
  /**
   * true if the moment has come. A rule that asks for a moment to come is
   * evaluated again then, so that silence ("no stream at the start") is noticed without an event.
   */
  reached(momentMs: number): boolean;
}

export interface CheckFiring {
  subject: Subject;
  /** Tells apart several firings for one subject (an object's id, a day); becomes part of the key. */
  part?: string;
  sinceMs: number;
  clearedMs?: number | null;
  /** Less or other than the row's, for example amber where the text says 原则上. */
  severity?: Finding["severity"];
  factIds: readonly string[];
  values: Finding["values"];
}

/** One of the 88 checks: a pure function over the facts of one dossier. */
export interface Check {
  id: CheckRow["id"];
  scope: DossierScope;
  /** Other dossiers in which it runs too, where one does not hold all it needs: a number given twice by two evaluators. */
  alsoIn?: readonly DossierScope[];
  zh: string;
  en: string;
  /** Sentences with {names} of `values`. */
  sentence: { zh: string; en: string };
  /** What keeps it from false alarms, in words (the last column of 4-events-and-checks). */
  guard: { zh: string; en: string };
  run(context: RuleContext, row: CheckRow): CheckFiring[];
}

/** One occasion of a deadline: a plan, a posting, a year. */
export interface Occasion {
  subject: Subject;
  /** Tells apart several occasions of one subject; becomes part of the key. */
  part?: string;
  /** Local date from which is counted. */
  date: string | null;
  /** UTC ms at which the duty was done. */
  metAtMs: number | null;
  voidedAtMs?: number | null;
  /** An end that a paper states wins over the computed one (A38). */
  statedDueDate?: string;
  /** Gates: UTC ms of the start that must not come first. */
  gateMs?: number | null;
  factIds: readonly string[];
}

/** The facts that start and end a deadline. */
export interface Anchor {
  scope: DossierScope;
  nature: Obligation["nature"];
  find(context: RuleContext, row: DeadlineRow): Occasion[];
}
