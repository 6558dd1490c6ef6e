import { inOrder, type Fact } from "../events/fact.ts";
import { lifeEventOf } from "./life-events.ts";
import { LIFE_TABLE, type LifeEvent, type LifeKind, type TimedEvent, type Words } from "./life-table.ts";

/** A last day that passed: the qualification's, a ban's, a report's. UTC ms of the 00:00 after it. */
export interface TimedMoment {
  atMs: number;
  event: TimedEvent;
}

export interface LifeStep {
  atMs: number;
  event: LifeEvent;
  /** null: time passed. */
  factId: string | null;
  from: string;
  to: string;
}

/** A fact that its state does not allow: it stays a fact, and leaves the state. */
export interface Oddity {
  atMs: number;
  event: LifeEvent;
  factId: string;
  state: string;
}

export interface ThingState {
  state: string;
  words: Words;
  /** What brought it here, oldest first. */
  steps: LifeStep[];
  oddities: Oddity[];
}

/** Folds a thing's facts, in whatever order they came in, and the days that passed, into its state. Facts that are no part of this life are passed over. */
export function stateOfThing(kind: LifeKind, facts: readonly Fact[], moments: readonly TimedMoment[] = []): ThingState {
  const life = LIFE_TABLE[kind];
  const ordered = inOrder(facts.filter(({ type }) => type === "fact.retracted" || concerns(kind, type))).filter(({ type }) => type !== "fact.retracted");
  const told = ordered.map((fact, index) => ({ atMs: fact.atMs, factId: fact.id, event: lifeEventOf(fact, ordered.slice(0, index)) }));
  const passed = moments.map((moment) => ({ ...moment, factId: null }));
  const result: ThingState = { state: life.start, words: life.states[life.start] ?? NO_WORDS, steps: [], oddities: [] };
  // A day ends before what happens in the first moment of the next.
  for (const { atMs, event, factId } of [...passed, ...told].toSorted((a, b) => a.atMs - b.atMs)) {
    const next = life.steps[event]?.[result.state];
    if (next !== undefined) {
      result.steps.push({ atMs, event, factId, from: result.state, to: next });
      result.state = next;
    } else if (factId !== null) {
      result.oddities.push({ atMs, event, factId, state: result.state });
    }
  }
  return { ...result, words: life.states[result.state] ?? NO_WORDS };
}

const NO_WORDS: Words = { zh: "", en: "" };

/** The rows of the table that an event has: its own, and for a type alone also those with what its data says. */
function rowsOf(kind: LifeKind, type: LifeEvent): Readonly<Record<string, string>>[] {
  return Object.entries(LIFE_TABLE[kind].steps).flatMap(([event, row]) => (event === type || event.startsWith(`${type}:`) ? [row ?? {}] : []));
}

function concerns(kind: LifeKind, type: LifeEvent): boolean {
  return rowsOf(kind, type).length > 0;
}

/** Whether an event may happen to a thing in this state: what the server asks before it takes a decision, and the button before it can be pressed. */
export function mayHappen(kind: LifeKind, state: string, type: LifeEvent): boolean {
  return rowsOf(kind, type).some((row) => Object.hasOwn(row, state));
}

/** Why an event may not happen now, as a sentence for the disabled button and the refusal; null: it may. */
export function whyNot(kind: LifeKind, state: string, type: LifeEvent): Words | null {
  if (mayHappen(kind, state, type)) return null;
  const { words, states } = LIFE_TABLE[kind];
  const allowed = [...new Set(rowsOf(kind, type).flatMap(Object.keys))].map((each) => states[each] ?? NO_WORDS);
  const now = states[state] ?? NO_WORDS;
  if (allowed.length === 0) return { zh: `此操作不适用于${words.zh}。`, en: `This does not apply to a ${words.en}.` };
  return {
    zh: `${words.zh}现为“${now.zh}”；仅在${allowed.map(({ zh }) => `“${zh}”`).join("、")}时可以进行。`,
    en: `The ${words.en} is “${now.en}” now; this may be done while it is ${allowed.map(({ en }) => `“${en}”`).join(", ")}.`,
  };
}
