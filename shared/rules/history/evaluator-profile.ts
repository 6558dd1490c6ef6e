import { localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { EvaluatorType } from "../../events/fields.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";
import type { Fact } from "../../events/fact.ts";

/** What kind of evaluator it is, and whose books bind it, from some day on. */
export interface EvaluatorProfile {
  from: LocalDate;
  evaluatorType: EvaluatorType;
  areaCode: string;
  /** Filed with the province, seated elsewhere, or a sector's branch (XM-021). */
  needsSiteAssessment: boolean;
  factId: string;
}

/** In the order in which the facts happened. */
export const profilesOf = viewOf((facts: readonly Fact[]): readonly EvaluatorProfile[] => {
  let needsSiteAssessment = false;
  return ofTypes(facts, ["org.filing.submitted", "org.listed", "org.scope.changed"]).map((fact) => {
    if (fact.type === "org.filing.submitted") needsSiteAssessment = fact.data.provinceFiled === true || fact.data.sectorBranch === true;
    const from = fact.type === "org.filing.submitted" ? localDateOfMs(fact.atMs) : fact.data.validFrom;
    return { from, evaluatorType: fact.data.evaluatorType, areaCode: fact.data.areaCode, needsSiteAssessment, factId: fact.id };
  });
});

/** The profile of that day; before the first one, the first: a type is not unknown because a filing was entered late. */
export function profileOn(facts: readonly Fact[], day: LocalDate): EvaluatorProfile | null {
  const profiles = profilesOf(facts);
  return profiles.findLast(({ from }) => from <= day) ?? profiles[0] ?? null;
}

export function latestProfile(facts: readonly Fact[]): EvaluatorProfile | null {
  return profilesOf(facts).at(-1) ?? null;
}
