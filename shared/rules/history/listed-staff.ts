import { localDateOfMs } from "../../calendar/local-date.ts";
import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { rosterOf, staffCardsOf } from "./rosters.ts";

interface Asked {
  role: EventData<"roster.set">["role"];
  personId: string;
  occupation: string | null;
  atMs: number;
}

/** Whether somebody stood on a list of the evaluator at a moment: set to it by then, or holder of a card that was valid on that day. */
export function isListedStaff(facts: readonly Fact[], { role, personId, occupation, atMs }: Asked): boolean {
  const fits = (other: string | null | undefined) => other === null || other === undefined || occupation === null || other === occupation;
  if (rosterOf(facts).some((entry) => entry.role === role && entry.personId === personId && entry.atMs <= atMs && fits(entry.occupation))) return true;
  const day = localDateOfMs(atMs);
  return staffCardsOf(facts).some(
    (card) => card.role === role && card.personId === personId && fits(card.occupation) && card.from <= day && (card.to === null || day <= card.to) && (card.expiredMs === null || atMs < card.expiredMs),
  );
}
