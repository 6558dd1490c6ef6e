import type { EventData, EventType } from "../../events/event-catalog.ts";
import type { Fact, FactOf } from "../../events/fact.ts";
import { viewOf } from "./facts-by-type.ts";

/** Types of facts that name one session. */
type SessionEventType = { [T in EventType]: EventData<T> extends { sessionId?: string | undefined } ? T : never }[EventType];

const byTypeAndSession = viewOf((facts: readonly Fact[]) =>
  Map.groupBy(facts, (fact) => ("sessionId" in fact.data && typeof fact.data.sessionId === "string" ? `${fact.type} ${fact.data.sessionId}` : "")),
);

/** The facts of one type about one session, in order, without a walk through the dossier for each session. */
export function ofSession<T extends SessionEventType>(facts: readonly Fact[], type: T, sessionId: string): readonly FactOf<T>[] {
  return (byTypeAndSession(facts).get(`${type} ${sessionId}`) ?? []) as unknown as readonly FactOf<T>[];
}
