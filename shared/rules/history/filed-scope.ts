import { localDateOfMs, type LocalDate } from "../../calendar/local-date.ts";
import type { Fact } from "../../events/fact.ts";
import { ofTypes, viewOf } from "./facts-by-type.ts";

/** What an evaluator may do on a day: the listed version in force then, never today's (ORG-01). */
export interface FiledScope {
  from: LocalDate;
  /** Occupation → levels. */
  levels: ReadonlyMap<string, readonly number[]>;
  /** null: the listing names no sites. */
  sites: readonly string[] | null;
  /** null: its own area. */
  territory: readonly string[] | null;
  factId: string;
}

/** Versions in the order in which they took effect. */
export const filedScopesOf = viewOf((facts: readonly Fact[]): readonly FiledScope[] => {
  const versions: FiledScope[] = [];
  for (const fact of ofTypes(facts, ["org.listed", "org.scope.changed", "org.delisted"])) {
    const last = versions.at(-1);
    if (fact.type === "org.delisted") {
      const gone = fact.data.entirely === true ? undefined : fact.data.occupations?.map(({ occupation }) => occupation);
      if (last === undefined) continue;
      const levels = new Map([...last.levels].filter(([occupation]) => gone !== undefined && !gone.includes(occupation)));
      versions.push({ ...last, from: localDateOfMs(fact.atMs), levels, factId: fact.id });
      continue;
    }
    const { validFrom, occupations, sites } = fact.data;
    const territory = fact.type === "org.listed" ? (fact.data.territory ?? null) : (last?.territory ?? null);
    versions.push({
      from: validFrom,
      levels: new Map(occupations.map((entry) => [entry.occupation, entry.levels])),
      sites: sites ?? last?.sites ?? null,
      territory,
      factId: fact.id,
    });
  }
  return versions.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
});

/** null: not listed yet on that day. */
export function filedScopeOn(facts: readonly Fact[], day: LocalDate): FiledScope | null {
  return filedScopesOf(facts).findLast(({ from }) => from <= day) ?? null;
}
