import type { FactOf } from "../events/fact.ts";
import { appliesIn, type Rulebook } from "./rulebook.ts";

export type SettingChange = FactOf<"rule.setting_changed">;

/**
 * A setting as the authority of an area has it: the newest change by the
 * authority nearest to the area (city before province), else the rulebook's.
 * @throws Error for a name that the rulebook does not have: a rule that reads it could only guess
 */
export function settingsReader(book: Rulebook, areaCode: string, changes: readonly SettingChange[]): (name: string) => string | number | boolean {
  const values = new Map(Object.entries(book.settings));
  const binding = changes.filter(({ data }) => appliesIn(data, areaCode)).toSorted((a, b) => reach(a) - reach(b) || a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  for (const { data } of binding) if (values.has(data.setting)) values.set(data.setting, data.value);
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`expected the setting ${JSON.stringify(name)} in the rulebook ${book.id}: add it to its book.json`);
    return value;
  };
}

/** How near an authority is: digits of its code that are not the zeros at its end. */
function reach({ data }: SettingChange): number {
  return data.areaCode.replace(/(00)+$/, "").length;
}
