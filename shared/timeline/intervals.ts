/** Half-open: startUs is in it, endUs is not. UTC microseconds, whole numbers. */
export interface Interval {
  startUs: number;
  endUs: number;
}

/** Sorted, merged, without empty ones: the form that every other function here returns. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter((each) => each.endUs > each.startUs).sort((a, b) => a.startUs - b.startUs);
  const merged: Interval[] = [];
  for (const { startUs, endUs } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs);
    else merged.push({ startUs, endUs });
  }
  return merged;
}

/** What is in `from` and in none of `taken`. */
export function subtract(from: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const holes = union(taken);
  const left: Interval[] = [];
  let first = 0;
  for (const { startUs, endUs } of union(from)) {
    let cursorUs = startUs;
    while (first < holes.length && (holes[first]?.endUs ?? 0) <= startUs) first += 1;
    for (let at = first; at < holes.length; at += 1) {
      const hole = holes[at];
      if (hole === undefined || hole.startUs >= endUs) break;
      if (hole.startUs > cursorUs) left.push({ startUs: cursorUs, endUs: hole.startUs });
      cursorUs = Math.max(cursorUs, hole.endUs);
    }
    if (cursorUs < endUs) left.push({ startUs: cursorUs, endUs });
  }
  return left;
}

/** What is in both. */
export function intersect(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const a = union(one);
  const b = union(other);
  const both: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i];
    const right = b[j];
    if (left === undefined || right === undefined) break;
    const startUs = Math.max(left.startUs, right.startUs);
    const endUs = Math.min(left.endUs, right.endUs);
    if (startUs < endUs) both.push({ startUs, endUs });
    if (left.endUs < right.endUs) i += 1;
    else j += 1;
  }
  return both;
}

/** Microseconds covered; overlaps count once. */
export function total(intervals: readonly Interval[]): number {
  return union(intervals).reduce((sumUs, each) => sumUs + each.endUs - each.startUs, 0);
}
