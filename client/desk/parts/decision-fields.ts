import { fieldsOf, type FieldShape } from "../../../shared/events/description/field-shape.ts";
import { labelOf } from "../../../shared/events/description/field-words.ts";
import { kindOf } from "../../../shared/events/event-catalog.ts";
import { readCell } from "../../../shared/events/sheet/read-cell.ts";
import CHOICE_WORDS from "../../../shared/events/sheet/choice-words.json" with { type: "json" };
import type { DecisionType } from "../../../shared/lives/decisions.ts";
import type { Language } from "../../i18n/language.ts";

/** What a person fills in; measured conditions and who decides are never asked. */
export function fieldsAsked(type: DecisionType): FieldShape[] {
  return fieldsOf(kindOf(type).data).filter(({ name, form }) => name !== "decidedBy" && form !== "object" && form !== "map");
}

/** In English the field's own name, its words apart. */
export function fieldLabel(type: DecisionType, name: string, language: Language): string {
  if (language === "zh") return labelOf(type, name);
  const words = name.replaceAll(/([A-Z])/g, " $1").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function choiceLabel(choice: string, language: Language): string {
  const words: Readonly<Record<string, string>> = CHOICE_WORDS;
  return language === "zh" ? (words[choice] ?? choice) : choice;
}

/** Occupations with their levels are written one a line: "电工 3 4". */
export function isOccupations({ form, element }: FieldShape): boolean {
  return form === "list" && element?.form === "object";
}

/** A value as it stands in the form. */
export function shownValue(field: FieldShape, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (!Array.isArray(value)) return String(value);
  if (!isOccupations(field)) return value.join("; ");
  return value.map(({ occupation, levels }: { occupation: string; levels: number[] }) => [occupation, ...levels].join(" ")).join("\n");
}

/** The event's data from what stands in the form: what is empty is left out, what cannot be read is handed on for the server to refuse in words. */
export function dataOf(type: DecisionType, texts: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    fieldsAsked(type).flatMap((field): [string, unknown][] => {
      const text = (texts[field.name] ?? "").trim();
      if (text === "") return [];
      if (isOccupations(field)) return [[field.name, text.split("\n").map(occupationLine)]];
      const reading = readCell(field, text);
      return [[field.name, "value" in reading ? reading.value : text]];
    }),
  );
}

function occupationLine(line: string): { occupation: string; levels: number[] } {
  const [occupation = "", ...levels] = line.trim().split(/[\s,，、]+/);
  return { occupation, levels: levels.map(Number) };
}
