import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import type { Step } from "./episodes.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";

/** What can be measured of an evaluator, and how it is called. */
export const MEASURES = {
  managers: { zh: "专职评价管理人员（名）", en: "full-time evaluation managers" },
  insured: { zh: "参保职工（人）", en: "insured employees" },
  examinersByOccupation: { zh: "考评人员（名）", en: "examiners" },
  workstationsByOccupation: { zh: "工位（个）", en: "workstations" },
  occupationHeadcount: { zh: "从事该职业的员工（人）", en: "employees in the occupation" },
  applicantsByOccupation: { zh: "申报人数（人）", en: "applicants" },
  areaM2: { zh: "场所总建筑面积（平方米）", en: "floor area in m²" },
  yearsActive: { zh: "连续培训评价年限（年）", en: "consecutive years of training and evaluation" },
  personTimes: { zh: "累计培训评价规模（人次）", en: "person-times in all" },
  participantPercent: { zh: "参与本市技能评价人数占比（%）", en: "share in the city's evaluations in %" },
  premises: { zh: "场所种类（办公、理论、操作）", en: "kinds of premises (office, theory, practical)" },
} as const;
export type Measure = keyof typeof MEASURES;

export interface MeasureHistory {
  measure: Measure;
  /** null: of the evaluator as a whole. */
  occupation: string | null;
  steps: readonly Step<number>[];
}

/** Every number that was reported, oldest first; one that was not is unknown, never 0. */
export const capacityOf = viewOf((facts: readonly Fact[]): readonly MeasureHistory[] => {
  const found = new Map<string, { measure: Measure; occupation: string | null; steps: Step<number>[] }>();
  for (const fact of ofTypes(facts, ["org.filing.submitted", "org.assessed", "org.headcount.reported"])) {
    for (const { measure, occupation, value } of readingsOf(fact)) {
      const key = `${measure}/${occupation ?? ""}`;
      const history = found.get(key) ?? { measure, occupation, steps: [] };
      history.steps.push({ atMs: fact.atMs, factId: fact.id, state: value });
      found.set(key, history);
    }
  }
  return [...found.values()];
});

interface Reading {
  measure: Measure;
  occupation: string | null;
  value: number;
}

function readingsOf(fact: Extract<Fact, { type: "org.filing.submitted" | "org.assessed" | "org.headcount.reported" }>): Reading[] {
  if (fact.type === "org.headcount.reported") return fromCapacity({ insured: fact.data.insured, occupationHeadcount: fact.data.byOccupation });
  const stated = fromCapacity(fact.data.capacity ?? {});
  return fact.type === "org.assessed" ? stated : [...stated, ...fromSites(fact.data.sites, stated)];
}

type Capacity = NonNullable<EventData<"org.assessed">["capacity"]>;

function fromCapacity(capacity: { [K in keyof Capacity]: Capacity[K] | undefined }): Reading[] {
  return Object.entries(capacity).flatMap(([name, value]): Reading[] => {
    const measure = name as Exclude<Measure, "premises">;
    if (typeof value === "number") return [{ measure, occupation: null, value }];
    return Object.entries(value ?? {}).map(([occupation, each]) => ({ measure, occupation, value: each }));
  });
}

/** Floor area and kinds of premises, where every site states them and no total does. */
function fromSites(sites: EventData<"org.filing.submitted">["sites"], stated: readonly Reading[]): Reading[] {
  const readings: Reading[] = [];
  const areas = sites.flatMap(({ areaM2 }) => areaM2 ?? []);
  if (areas.length === sites.length && areas.length > 0 && !stated.some(({ measure }) => measure === "areaM2")) {
    readings.push({ measure: "areaM2", occupation: null, value: areas.reduce((sum, area) => sum + area, 0) });
  }
  const uses = new Set(sites.flatMap((site) => site.uses ?? []));
  if (uses.size > 0) readings.push({ measure: "premises", occupation: null, value: uses.size });
  return readings;
}
