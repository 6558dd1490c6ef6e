import type { Fact } from "../../../events/fact.ts";
import { lastEpisode, type Step } from "../../history/episodes.ts";
import { ofTypes, viewOf } from "../../history/facts-by-type.ts";
import { issuedCertificatesOf } from "../../history/issued-certificates.ts";
import type { Check } from "../../rule-context.ts";

/** What a batch's counts were after one of its facts. */
interface Counts {
  /** Certificates that stand. */
  issued: number;
  passed: number | null;
  planned: number | null;
  notPassed: number;
  notPlanned: number;
}

const TYPES = ["plan.received", "plan.amended", "result.compiled", "candidate.registered", "cert.issued", "cert.voided"] as const;
/** An excess may grow through hundreds of issues; the first ones show it. */
const NAMED_FACTS = 50;

export const tooManyIssued: Check = {
  id: "CRT-03",
  scope: "org",
  zh: "滥发证书：超过合格人数或计划名册",
  en: "More certificates than passed, or beyond the plan",
  sentence: {
    zh: "批次 {batchId} 有效证书 {issued} 本，合格 {passed} 人，计划 {planned} 人；不在合格名单 {notPassed} 人，不在计划名册 {notPlanned} 人。",
    en: "Batch {batchId}: {issued} certificates stand, {passed} passed, {planned} planned; {notPassed} holders not among those who passed, {notPlanned} not on the plan's roster.",
  },
  guard: {
    zh: "补打证书号码不变，只计一次；作废的不计；未汇总的成绩、未列名册的计划不比较；之后报名进入本批次的视同名册内。",
    en: "A re-print carries the same number and counts once; voided ones do not count; results not compiled and plans without a roster are not compared; somebody registered for the batch is on it.",
  },
  run({ facts }) {
    return [...stepsByBatch(facts)].flatMap(([batchId, steps]) => {
      const episode = lastEpisode(steps, isTooMany);
      if (episode === null) return [];
      const { sinceMs, clearedMs, state, factIds } = episode;
      return { subject: { kind: "batch", id: batchId }, sinceMs, clearedMs, factIds: factIds.slice(0, NAMED_FACTS), values: { batchId, ...state } };
    });
  },
};

function isTooMany({ issued, passed, planned, notPassed, notPlanned }: Counts): boolean {
  return (passed !== null && issued > passed) || (planned !== null && issued > planned) || notPassed + notPlanned > 0;
}

/** One batch's certificates beside its lists, as they grow. */
class BatchTally {
  readonly steps: Step<Counts>[] = [];
  #holders = new Map<string, string>();
  /** By occupation: a batch of two has its results compiled twice. */
  #results = new Map<string, { passed: number; passedIds: readonly string[] | null }>();
  #planned: number | null = null;
  #plannedIds: ReadonlySet<string> | null = null;
  #registered = new Set<string>();

  take(fact: Extract<Fact, { type: (typeof TYPES)[number] }>): void {
    if (fact.type === "cert.issued") this.#holders.set(fact.data.number, fact.data.personId);
    else if (fact.type === "cert.voided") this.#holders.delete(fact.data.number);
    else if (fact.type === "candidate.registered") this.#registered.add(fact.data.personId);
    else if (fact.type === "result.compiled") {
      this.#results.set(fact.data.occupation ?? "", { passed: fact.data.passed, passedIds: fact.data.passedIds ?? null });
    } else {
      const { candidateIds, candidateCount } = fact.data;
      this.#planned = candidateCount ?? candidateIds?.length ?? null;
      this.#plannedIds = candidateIds === undefined ? null : new Set(candidateIds);
    }
    // Until a certificate is issued there is nothing to compare.
    if (this.#holders.size > 0 || this.steps.length > 0) this.steps.push({ atMs: fact.atMs, factId: fact.id, state: this.#counts() });
  }

  #counts(): Counts {
    const people = [...this.#holders.values()];
    const results = [...this.#results.values()];
    const passedIds = results.length === 0 || results.some((result) => result.passedIds === null) ? null : new Set(results.flatMap((result) => result.passedIds ?? []));
    const plannedIds = this.#plannedIds;
    return {
      issued: this.#holders.size,
      passed: results.length === 0 ? null : results.reduce((sum, { passed }) => sum + passed, 0),
      planned: this.#planned === null ? null : Math.max(this.#planned, this.#registered.size),
      notPassed: passedIds === null ? 0 : people.filter((personId) => !passedIds.has(personId)).length,
      notPlanned: plannedIds === null ? 0 : people.filter((personId) => !plannedIds.has(personId) && !this.#registered.has(personId)).length,
    };
  }
}

/** Each batch's counts after every fact that changes them, in order. */
const stepsByBatch = viewOf((facts: readonly Fact[]): ReadonlyMap<string, readonly Step<Counts>[]> => {
  const batchOf = new Map(issuedCertificatesOf(facts).flatMap(({ number, batchId }) => (batchId === null ? [] : [[number, batchId] as const])));
  const tallies = new Map<string, BatchTally>();
  for (const fact of ofTypes(facts, TYPES)) {
    const batchId = "number" in fact.data ? batchOf.get(fact.data.number) : fact.data.batchId;
    if (batchId === undefined) continue;
    const tally = tallies.get(batchId) ?? new BatchTally();
    tallies.set(batchId, tally);
    tally.take(fact);
  }
  return new Map([...tallies].map(([batchId, { steps }]) => [batchId, steps]));
});
