import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import type { Step } from "./episodes.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";

type Counts = EventData<"bank.registered">;

/** One question bank, for an occupation at a level, as it grew. */
export interface Bank {
  occupation: string;
  level: number;
  /** Each registration or update with all counts known by then: one left out keeps what was said before. */
  steps: readonly Step<Counts>[];
  /** null: registered and never updated. */
  firstUpdate: Step<Counts> | null;
}

export const banksOf = viewOf((facts: readonly Fact[]): readonly Bank[] => {
  const banks = new Map<string, Bank>();
  for (const { id: factId, type, atMs, data } of ofTypes(facts, ["bank.registered", "bank.updated"])) {
    const key = bankId(data);
    const { occupation, level } = data;
    const known = banks.get(key) ?? { occupation, level, steps: [], firstUpdate: null };
    const step = { atMs, factId, state: { ...known.steps.at(-1)?.state, ...data } };
    const firstUpdate = known.firstUpdate ?? (type === "bank.updated" ? step : null);
    banks.set(key, { ...known, steps: [...known.steps, step], firstUpdate });
  }
  return [...banks.values()];
});

/** How a bank is named in a decision: "焊工/3". */
export function bankId({ occupation, level }: { occupation: string; level: number }): string {
  return `${occupation}/${level}`;
}

/** The counts that held at a moment; null: no bank was registered by then. */
export function bankAt(facts: readonly Fact[], { occupation, level }: { occupation: string; level: number }, atMs: number): Counts | null {
  const bank = banksOf(facts).find((each) => each.occupation === occupation && each.level === level);
  return bank?.steps.findLast((step) => step.atMs <= atMs)?.state ?? null;
}
