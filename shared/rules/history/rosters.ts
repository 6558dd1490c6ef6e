import type { LocalDate } from "../../calendar/local-date.ts";
import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { ofType, viewOf } from "./facts-by-type.ts";
import type { Session } from "./sessions.ts";

export type RosterEntry = EventData<"roster.set"> & { atMs: number; factId: string };

/** Who was set to what, oldest first. */
export const rosterOf = viewOf((facts: readonly Fact[]): readonly RosterEntry[] => ofType(facts, "roster.set").map(({ id, atMs, data }) => ({ ...data, atMs, factId: id })));

const bySession = viewOf((facts) => Map.groupBy(rosterOf(facts), (entry) => entry.sessionId ?? `batch ${entry.batchId ?? ""}`));

/** Who is set to a session, by itself or with its whole batch. */
export function rosterOfSession(facts: readonly Fact[], session: Session): readonly RosterEntry[] {
  const entries = bySession(facts);
  return [...(entries.get(session.sessionId) ?? []), ...(session.batchId === null ? [] : (entries.get(`batch ${session.batchId}`) ?? []))];
}

/** A staff card: examiner, internal supervisor or manager. */
export interface StaffCard {
  personId: string;
  role: EventData<"staff.card.issued">["role"];
  occupation: string | null;
  from: LocalDate;
  to: LocalDate | null;
  /** UTC ms at which it was declared expired; null: not. */
  expiredMs: number | null;
  factId: string;
}

export const staffCardsOf = viewOf((facts: readonly Fact[]): readonly StaffCard[] => {
  const cards = ofType(facts, "staff.card.issued").map(({ id, data }): StaffCard => ({ personId: data.personId, role: data.role, occupation: data.occupation ?? null, from: data.validFrom, to: data.validTo ?? null, expiredMs: null, factId: id }));
  for (const { atMs, data } of ofType(facts, "staff.card.expired")) {
    cards.forEach((card, index) => {
      if (card.personId === data.personId && card.role === data.role && card.expiredMs === null) cards[index] = { ...card, expiredMs: atMs };
    });
  }
  return cards;
});
