import { idOf, scopeOf, type DossierKey } from "../events/dossier-key.ts";
import type { Fact } from "../events/fact.ts";
import { ofType } from "./history/facts-by-type.ts";
import { latestProfile } from "./history/evaluator-profile.ts";
import { appliesIn, type Rulebook } from "./rulebook.ts";

/**
 * The areas whose rulebooks read a dossier. What a person, a certificate or a
 * case is about lies in its evaluators' areas, which its own facts do not
 * carry: `orgAreas` says them.
 */
export function areasOf(dossier: DossierKey, facts: readonly Fact[], orgAreas: ReadonlyMap<string, string>): string[] {
  const named = namedArea(dossier, facts);
  if (named !== null) return [named];
  const areas = new Set<string>();
  for (const { data } of facts) {
    const area = "orgId" in data && typeof data.orgId === "string" ? orgAreas.get(data.orgId) : undefined;
    if (area !== undefined) areas.add(area);
  }
  return [...areas].toSorted();
}

function namedArea(dossier: DossierKey, facts: readonly Fact[]): string | null {
  switch (scopeOf(dossier)) {
    case "org":
      return latestProfile(facts)?.areaCode ?? null;
    case "area":
      return idOf(dossier);
    case "occupation":
      return idOf(dossier).split(":")[0] ?? null;
    case "supervisor":
      return ofType(facts, "supervisor.appointed").at(-1)?.data.areaCode ?? null;
    case "draw":
      return ofType(facts, "draw.made").at(-1)?.data.areaCode ?? null;
    default:
      return null;
  }
}

/** A book once, however many of the areas it binds, with the first of them; Xiamen is read with Xiamen's and Fujian's. */
export function booksFor(rulebooks: readonly Rulebook[], areas: readonly string[]): { book: Rulebook; areaCode: string }[] {
  return rulebooks.flatMap((book) => {
    const areaCode = areas.find((area) => appliesIn(book, area));
    return areaCode === undefined ? [] : [{ book, areaCode }];
  });
}
