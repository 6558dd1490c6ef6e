/** A state that a thing entered at a moment, by a fact. */
export interface Step<State> {
  atMs: number;
  factId: string;
  state: State;
}

/** The last stretch of a history in which something held. */
export interface Episode<State> {
  sinceMs: number;
  /** null: holds still. */
  clearedMs: number | null;
  /** The newest state in which it held: what the sentence tells. */
  state: State;
  /** Facts from the first step in which it held to the one that ended it. */
  factIds: readonly string[];
}

/**
 * What was wrong and is put right is told with both moments; what was wrong
 * long ago, right, and wrong again is told once, as the last time.
 * `steps` in order. @returns null if it never held
 */
export function lastEpisode<State>(steps: readonly Step<State>[], holds: (state: State) => boolean): Episode<State> | null {
  const last = steps.findLastIndex(({ state }) => holds(state));
  const newest = steps[last];
  if (newest === undefined) return null;
  const before = steps.findLastIndex(({ state }, index) => index < last && !holds(state));
  const run = steps.slice(before + 1, last + 1);
  const end = steps[last + 1];
  return {
    sinceMs: run[0]?.atMs ?? newest.atMs,
    clearedMs: end?.atMs ?? null,
    state: newest.state,
    factIds: [...run, ...(end === undefined ? [] : [end])].map(({ factId }) => factId),
  };
}
