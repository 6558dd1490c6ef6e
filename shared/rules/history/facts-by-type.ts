import type { EventType } from "../../events/event-catalog.ts";
import type { Fact, FactOf } from "../../events/fact.ts";

/**
 * A view over a dossier's facts that is built once per evaluation, however
 * many rules ask for it: an evaluator's dossier holds tens of thousands of
 * facts and 136 rules read it. `facts` must be in order and never change.
 */
export function viewOf<View>(build: (facts: readonly Fact[]) => View): (facts: readonly Fact[]) => View {
  const built = new WeakMap<readonly Fact[], View>();
  return (facts) => {
    const known = built.get(facts);
    if (known !== undefined) return known;
    const view = build(facts);
    built.set(facts, view);
    return view;
  };
}

const byType = viewOf((facts) => Map.groupBy(facts, (fact) => fact.type));

/** The facts of one type, in order. */
export function ofType<T extends EventType>(facts: readonly Fact[], type: T): readonly FactOf<T>[] {
  return (byType(facts).get(type) ?? []) as unknown as readonly FactOf<T>[];
}

/** The facts of several types, in order. */
export function ofTypes<T extends EventType>(facts: readonly Fact[], types: readonly T[]): readonly Extract<Fact, { type: T }>[] {
  const wanted: ReadonlySet<string> = new Set(types);
  return facts.filter((fact): fact is Extract<Fact, { type: T }> => wanted.has(fact.type));
}
