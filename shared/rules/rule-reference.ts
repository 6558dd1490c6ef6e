import { localDateOfMs, type LocalDate } from "../calendar/local-date.ts";
import { idOf, scopeOf } from "../events/dossier-key.ts";
import type { RuleMode, RuleReference, Subject } from "./decision.ts";
import { viewOf } from "./history/facts-by-type.ts";
import type { RuleContext } from "./rule-context.ts";
import type { CheckRow, DeadlineRow, Rulebook } from "./rulebook.ts";

/** Drafts are shown, never counted; ended pilots and one-offs that are over are kept as record. The book's status is what the authority made of it (A34). */
export function modeOf(book: Rulebook, rowStatus?: DeadlineRow["status"]): RuleMode {
  if (book.status === "draft") return "shadow";
  return book.status === "pilot" || rowStatus === "expired" ? "record" : "in-force";
}

export function referenceTo(book: Rulebook, row: DeadlineRow | CheckRow, rowStatus?: DeadlineRow["status"]): RuleReference {
  return { ruleId: row.id, rulebookId: book.id, rulebookVersion: book.version, sources: row.sources, mode: modeOf(book, rowStatus), readings: row.readings };
}

export function inForceOn(book: Rulebook, day: LocalDate): boolean {
  return book.inForceFrom <= day && (book.inForceTo === null || day <= book.inForceTo);
}

export function inForceAt(book: Rulebook, atMs: number): boolean {
  return inForceOn(book, localDateOfMs(atMs));
}

const factsById = viewOf((facts) => new Map(facts.map((fact) => [fact.id, fact])));

/** The evaluator that a decision concerns: the dossier's own, else the one that its facts name. */
export function orgOf(context: RuleContext, factIds: readonly string[]): string | null {
  if (scopeOf(context.dossier) === "org") return idOf(context.dossier);
  for (const id of factIds) {
    const data = factsById(context.facts).get(id)?.data;
    if (data !== undefined && "orgId" in data && typeof data.orgId === "string") return data.orgId;
  }
  return null;
}

interface Keyed {
  subject: Subject;
  part?: string;
  /** Distinguishes what has the same subject and part, oldest first. */
  order: string;
}

/**
 * One stable key for each decision of a rule about a dossier. Where a rule
 * decides several times about one subject and names no part, the later ones
 * get their trigger, so that a judgement on the first stays with the first.
 */
export function keysFor(context: RuleContext, ruleId: string, decisions: readonly Keyed[]): string[] {
  const base = decisions.map(({ subject, part }) => `${context.rulebook.id}/${ruleId}/${context.dossier}/${subject.kind}:${subject.id}${part === undefined ? "" : `/${part}`}`);
  const firstOf = new Map<string, string>();
  decisions.forEach(({ order }, index) => {
    const key = base[index] ?? "";
    const first = firstOf.get(key);
    if (first === undefined || order < first) firstOf.set(key, order);
  });
  const taken = new Set<string>();
  return decisions.map(({ order }, index) => {
    const key = base[index] ?? "";
    let unique = firstOf.get(key) === order ? key : `${key}@${order}`;
    for (let count = 2; taken.has(unique); count += 1) unique = `${key}@${order}.${count}`;
    taken.add(unique);
    return unique;
  });
}
