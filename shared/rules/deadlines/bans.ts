import { addDays, addYears, localDateOfMs, startOfDayMs, type LocalDate } from "../../calendar/local-date.ts";
import { idOf } from "../../events/dossier-key.ts";
import type { FactOf } from "../../events/fact.ts";
import { ofType } from "../history/facts-by-type.ts";
import type { Anchor, RuleContext } from "../rule-context.ts";
import { appliesIn } from "../rulebook.ts";

type Ground = FactOf<"org.sanction.decided">["data"]["ground"];

const GROUNDS: Readonly<Record<string, readonly Ground[]>> = {
  "ban-inactivity": ["inactivity", "conditions-lost"],
  "ban-cheating": ["cheating", "fabrication"],
};

function banAnchor(name: string): Anchor {
  return {
    scope: "org",
    nature: "period",
    find: (context, row) =>
      sanctions(context, name).map(({ id, data }) => {
        // The evaluator's state changes when the ban ends, without an event.
        context.reached(startOfDayMs(addDays(addYears(data.decidedOn, row.count ?? 0), 1)));
        return { subject: { kind: "evaluator", id: idOf(context.dossier) }, part: data.decidedOn, date: data.decidedOn, metAtMs: null, factIds: [id] };
      }),
  };
}

export const banForInactivity = banAnchor("ban-inactivity");
export const banForCheating = banAnchor("ban-cheating");

/** The ban of the jurisdiction that decided (ORG-10), from the decision on (A20). */
function sanctions({ facts, rulebook }: RuleContext, name: string): FactOf<"org.sanction.decided">[] {
  return ofType(facts, "org.sanction.decided").filter(({ data }) => data.sanction === "cancelled" && GROUNDS[name]?.includes(data.ground) === true && appliesIn(rulebook, data.areaCode));
}

export interface Ban {
  /** D20 … */
  ruleId: string;
  ground: Ground;
  decidedOn: LocalDate;
  /** No application is taken up to and including this day. */
  lastDay: LocalDate;
  factId: string;
}

/** The ban that an application made at a moment runs into, the longest first; null: none. What was decided later bars nothing earlier. */
export function banAt(context: RuleContext, atMs: number): Ban | null {
  const day = localDateOfMs(atMs);
  const bans = context.rulebook.deadlines
    .filter(({ direction, anchor }) => direction === "ban" && Object.hasOwn(GROUNDS, anchor))
    .flatMap((row) => sanctions(context, row.anchor).map(({ id, data }): Ban => ({ ruleId: row.id, ground: data.ground, decidedOn: data.decidedOn, lastDay: addYears(data.decidedOn, row.count ?? 0), factId: id })));
  return bans.filter(({ decidedOn, lastDay }) => decidedOn <= day && day <= lastDay).toSorted((a, b) => (a.lastDay > b.lastDay ? -1 : 1))[0] ?? null;
}
