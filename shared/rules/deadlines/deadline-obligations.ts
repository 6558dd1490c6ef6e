import { localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import { scopeOf } from "../../events/dossier-key.ts";
import type { Obligation } from "../decision.ts";
import { profileOn } from "../history/evaluator-profile.ts";
import type { Anchor, Occasion, RuleContext } from "../rule-context.ts";
import { inForceOn, keysFor, orgOf, referenceTo } from "../rule-reference.ts";
import type { DeadlineRow } from "../rulebook.ts";
import { dueDateOf, type DueDate } from "./due-date.ts";

/** What one rulebook's rows of deadlines, all or the ones named, make of a dossier. */
export function deadlineObligations(context: RuleContext, anchors: Readonly<Record<string, Anchor>>, rows: readonly DeadlineRow[] = context.rulebook.deadlines): Obligation[] {
  const scope = scopeOf(context.dossier);
  return rows.flatMap((row) => {
    const anchor = anchors[row.anchor];
    return anchor?.scope === scope ? obligationsOf(context, row, anchor) : [];
  });
}

function obligationsOf(context: RuleContext, row: DeadlineRow, anchor: Anchor): Obligation[] {
  const owed = anchor
    .find(context, row)
    .map((occasion) => ({ occasion, due: dueDateOf(context, row, occasion) }))
    .filter(({ occasion, due }) => applies(context, row, occasion, due));
  const keys = keysFor(context, row.id, owed.map(({ occasion, due }) => ({ ...occasion, order: due.triggerDate ?? "" })));
  return owed.map(({ occasion, due }, index) => ({
    key: keys[index] ?? "",
    rule: referenceTo(context.rulebook, row, row.status),
    dossier: context.dossier,
    orgId: orgOf(context, occasion.factIds),
    subject: occasion.subject,
    factIds: [...occasion.factIds],
    severity: row.severity,
    owedBy: row.owedBy,
    owedTo: row.owedTo,
    ...due,
    gateMs: occasion.gateMs ?? null,
    metAtMs: occasion.metAtMs,
    voidedAtMs: occasion.voidedAtMs ?? null,
    nature: anchor.nature,
    ladder: row.ladder,
  }));
}

/** The rulebook must be in force on the day that starts the clock, and the row must speak of this type of evaluator. */
function applies(context: RuleContext, row: DeadlineRow, occasion: Occasion, due: DueDate): boolean {
  const day: LocalDate = (row.direction === "by" || row.direction === "look-back" ? due.dueDate : occasion.date) ?? localDateOfMs(context.asOfMs);
  if (!inForceOn(context.rulebook, day)) return false;
  if (scopeOf(context.dossier) !== "org" || row.evaluators.length === 0) return true;
  const profile = profileOn(context.facts, day);
  return profile !== null && row.evaluators.includes(profile.evaluatorType);
}
