import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { ofType, ofTypes, viewOf } from "./facts-by-type.ts";
import type { Dated } from "./results.ts";
import { sessionsOf } from "./sessions.ts";

export type Assembled = Dated & { data: EventData<"paper.assembled"> };

/** Papers by id as they were last put together. */
export const assembledPapersOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, Assembled> =>
  new Map(ofType(facts, "paper.assembled").map(({ id: factId, atMs, data }) => [data.paperId, { atMs, factId, data }])),
);

/** One paper in one session, however many rooms opened it. */
export interface PaperUse {
  paperId: string;
  sessionId: string;
  /** Same questions, same content hash, whatever the paper is called. */
  itemHash: string;
  occupation: string;
  level: number;
  /** UTC ms of the session's start, else of the paper's first handling. */
  atMs: number;
  factIds: readonly string[];
}

/** Uses of papers that are known to have been printed, sealed, handed over or opened for a session, by time. */
export const paperUsesOf = viewOf((facts: readonly Fact[]): readonly PaperUse[] => {
  const uses = new Map<string, PaperUse>();
  for (const { id, atMs, data } of ofTypes(facts, ["paper.printed", "paper.sealed", "paper.handed_over", "paper.unsealed"])) {
    const { paperId, sessionId } = data;
    const paper = assembledPapersOf(facts).get(paperId);
    const key = `${sessionId} ${paperId}`;
    if (paper === undefined || uses.has(key)) continue;
    const { itemHash, occupation, level } = paper.data;
    const session = sessionsOf(facts).get(sessionId);
    if (session?.test === true) continue;
    uses.set(key, { paperId, sessionId, itemHash, occupation, level, atMs: session?.startsMs ?? atMs, factIds: [paper.factId, id] });
  }
  return [...uses.values()].toSorted((a, b) => a.atMs - b.atMs);
});

/** How many copies went to a session, and how many came back. */
export interface PaperCount {
  paperId: string;
  sessionId: string;
  printed: number;
  collected: number;
  spoilt: number;
  /** UTC ms of the last count that came in; null: nothing collected. */
  lastCollectedMs: number | null;
  factIds: readonly string[];
}

export const paperCountsOf = viewOf((facts: readonly Fact[]): readonly PaperCount[] => {
  const counts = new Map<string, PaperCount>();
  for (const { id, atMs, type, data } of ofTypes(facts, ["paper.printed", "paper.collected"])) {
    const { paperId, sessionId, count } = data;
    const key = `${sessionId} ${paperId}`;
    const known = counts.get(key) ?? { paperId, sessionId, printed: 0, collected: 0, spoilt: 0, lastCollectedMs: null, factIds: [] };
    const factIds = [...known.factIds, id];
    if (type === "paper.printed") counts.set(key, { ...known, printed: known.printed + count, factIds });
    else counts.set(key, { ...known, collected: known.collected + count, spoilt: known.spoilt + (data.spoilt ?? 0), lastCollectedMs: atMs, factIds });
  }
  return [...counts.values()];
});
