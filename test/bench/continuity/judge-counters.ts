/** What the archive shows of one camera, compared with what the camera drew. */
export interface CounterVerdict {
  stored: number;
  unreadable: number;
  /** Counters that came twice, or went back. */
  repeated: number;
  /** Missing counters that lie in a declared gap. */
  explained: number;
  /** Missing counters that no gap covers: P2 would be broken. */
  unexplained: number;
}

export interface CauseOfGap {
  startUs: number;
  endUs: number;
}

/**
 * Every counter from the first to the last stored one is there once, or its moment lies in a gap.
 * `momentOf` gives the wall time at which a counter was drawn, `slackUs` how far capture's clock
 * for the same frame may differ (encoder and network delay, plus one frame).
 */
export function judgeCounters(
  counters: readonly (number | null)[],
  gaps: readonly CauseOfGap[],
  momentOf: (counter: number) => number,
  slackUs: number,
): CounterVerdict {
  const verdict: CounterVerdict = { stored: 0, unreadable: 0, repeated: 0, explained: 0, unexplained: 0 };
  let previous: number | null = null;
  for (const counter of counters) {
    if (counter === null) {
      verdict.unreadable += 1;
      continue;
    }
    if (previous !== null && counter <= previous) {
      verdict.repeated += 1;
      continue;
    }
    for (let missing = (previous ?? counter) + 1; missing < counter; missing += 1) {
      const atUs = momentOf(missing);
      const covered = gaps.some((gap) => atUs >= gap.startUs - slackUs && atUs <= gap.endUs + slackUs);
      verdict[covered ? "explained" : "unexplained"] += 1;
    }
    verdict.stored += 1;
    previous = counter;
  }
  return verdict;
}
