import type { EventData, EventType } from "./event-catalog.ts";

/** An event as the rules see it: what happened, when, who said so. */
export interface FactOf<T extends EventType> {
  /** Unique: "producer/event-id". */
  id: string;
  type: T;
  /** When it happened, UTC ms; never when it came in. */
  atMs: number;
  data: EventData<T>;
}

export type Fact = { [T in EventType]: FactOf<T> }[EventType];

/**
 * One order for the same facts however they came in: by when they happened,
 * then by id; what was said twice counts once, what was retracted not at all.
 */
export function inOrder(facts: readonly Fact[]): Fact[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  for (const fact of facts) if (fact.type === "fact.retracted") byId.delete(`${fact.data.source}/${fact.data.eventId}`);
  return [...byId.values()].toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

export function factsOfType<T extends EventType>(facts: readonly Fact[], type: T): FactOf<T>[] {
  return facts.filter((fact): fact is Extract<Fact, FactOf<T>> => fact.type === type) as unknown as FactOf<T>[];
}
