import type { GapCause } from "../domain/gap-cause.ts";
import { intersect, subtract, union, type Interval } from "./intervals.ts";

/** A gap that capture reported as a record of the stream. */
export interface DeclaredGap extends Interval {
  cause: GapCause;
  detail: string | null;
}

/** What the centre knows of one camera's main stream, over all its epochs. */
export interface CameraFacts {
  /** Seconds that should be there: sessions within the window, up to now less the grace. */
  expected: readonly Interval[];
  stored: readonly Interval[];
  /** In the order of their records; where two overlap the earlier one counts. */
  declared: readonly DeclaredGap[];
  /** Times at which no capture worker held the stream open, as far as known. */
  disconnected: readonly Interval[];
  /** Where each epoch begins; empty = no worker has ever opened the stream. */
  epochOriginsUs: readonly number[];
  /** End of the newest record that arrived, media or gap; null = none yet. */
  newestUs: number | null;
  /** What capture says of itself now; null when it is not connected or still has records to send. */
  now: { state: string; detail: string | null } | null;
}

export interface Gap extends Interval {
  cause: GapCause;
  detail: string | null;
}

export interface Classified {
  /** The part of the expected seconds that is stored. */
  stored: Interval[];
  /** Disjoint, sorted; together with `stored` exactly the expected seconds (P2). */
  gaps: Gap[];
}

/** States of capture that say by themselves why nothing newer comes. */
const STATE_CAUSES: Readonly<Record<string, GapCause>> = {
  "camera-offline": "camera-offline",
  "camera-refused": "camera-refused",
  "spool-full": "spool-full",
};

/**
 * Gives every expected and missing microsecond exactly one cause, by the first
 * of the rules in README.md that covers it. Pure; nothing is left without one.
 */
export function classifyGaps(facts: CameraFacts): Classified {
  const expected = union(facts.expected);
  const gaps: Gap[] = [];
  let missing = subtract(expected, facts.stored);
  for (const { where, cause, detail } of rules(facts)) {
    if (missing.length === 0) break;
    for (const piece of intersect(missing, [where])) gaps.push({ ...piece, cause, detail });
    missing = subtract(missing, [where]);
  }
  return { stored: intersect(expected, facts.stored), gaps: joined(gaps) };
}

interface Rule {
  where: Interval;
  cause: GapCause;
  detail: string | null;
}

const ALWAYS: Interval = { startUs: Number.MIN_SAFE_INTEGER, endUs: Number.MAX_SAFE_INTEGER };

function* rules(facts: CameraFacts): Generator<Rule> {
  for (const { startUs, endUs, cause, detail } of facts.declared) yield { where: { startUs, endUs }, cause, detail };
  if (facts.epochOriginsUs.length === 0) {
    yield { where: ALWAYS, cause: "never-connected", detail: null };
    return;
  }
  const originsUs = [...facts.epochOriginsUs].sort((a, b) => a - b);
  yield { where: { ...ALWAYS, endUs: originsUs[0] ?? 0 }, cause: "never-connected", detail: null };
  yield { where: { ...ALWAYS, startUs: facts.newestUs ?? originsUs[0] ?? 0 }, ...tailCause(facts) };
  // Records come in order, so whatever is older than the newest one and absent will not come any more.
  for (const originUs of originsUs.slice(1)) yield { where: before(originUs, facts.stored), cause: "capture-stopped", detail: "a new capture spool began after it" };
  for (const where of facts.disconnected) yield { where, cause: "capture-stopped", detail: "capture was not connected and did not declare it" };
  yield { where: ALWAYS, cause: "network", detail: "capture was connected and did not declare it" };
}

function tailCause({ now }: CameraFacts): { cause: GapCause; detail: string | null } {
  const cause = now === null ? undefined : STATE_CAUSES[now.state];
  return cause === undefined ? { cause: "not-yet-arrived", detail: null } : { cause, detail: now?.detail ?? null };
}

/** From the last stored moment before an epoch began up to its beginning. */
function before(originUs: number, stored: readonly Interval[]): Interval {
  const lastEndUs = stored.reduce((latestUs, run) => (run.endUs <= originUs ? Math.max(latestUs, run.endUs) : latestUs), ALWAYS.startUs);
  return { startUs: lastEndUs, endUs: originUs };
}

/** Sorted; neighbours with the same cause and words become one. */
function joined(gaps: readonly Gap[]): Gap[] {
  const result: Gap[] = [];
  for (const gap of [...gaps].sort((a, b) => a.startUs - b.startUs)) {
    const last = result.at(-1);
    if (last !== undefined && last.endUs === gap.startUs && last.cause === gap.cause && last.detail === gap.detail) last.endUs = gap.endUs;
    else result.push({ ...gap });
  }
  return result;
}
