import { localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { batchesOf } from "./batches.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";
import { arrangementOf } from "./session-arrangement.ts";
import { sessionsOf } from "./sessions.ts";

/** A person who stood, or asked to stand, for an evaluation. */
export interface Candidacy {
  atMs: number;
  factId: string;
  personId: string;
  occupation: string | null;
  relation: NonNullable<EventData<"candidate.registered">["relation"]> | null;
  /** The day on which the batch's plan came in, else that of the fact. */
  planDay: LocalDate;
}

/** Registrations, check-ins and attempts of batches that were not cancelled, oldest first. */
export const candidaciesOf = viewOf((facts: readonly Fact[]): readonly Candidacy[] => {
  const relations = new Map<string, Candidacy["relation"]>();
  return ofTypes(facts, ["candidate.registered", "candidate.checked_in", "candidate.attempted"]).flatMap((fact) => {
    const { personId } = fact.data;
    const session = "sessionId" in fact.data ? sessionsOf(facts).get(fact.data.sessionId) : undefined;
    const batchId = "batchId" in fact.data ? fact.data.batchId : session?.batchId;
    const batch = typeof batchId === "string" ? batchesOf(facts).get(batchId) : undefined;
    if (fact.type === "candidate.registered") relations.set(personId, fact.data.relation ?? null);
    if ((batch?.cancelledMs ?? null) !== null || session?.test === true) return [];
    const arranged = session === undefined ? null : (arrangementOf(session)?.occupation ?? null);
    const occupation = "occupation" in fact.data ? fact.data.occupation : arranged;
    const planDay = localDateOfMs(batch?.versions[0]?.atMs ?? fact.atMs);
    return { atMs: fact.atMs, factId: fact.id, personId, occupation, relation: relations.get(personId) ?? null, planDay };
  });
});
