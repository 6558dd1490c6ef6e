import type { JsonValue } from "../../segment/canonical-json.ts";
import type { EventType } from "../event-catalog.ts";
import type { FieldShape } from "./field-shape.ts";
import words from "./field-words.json" with { type: "json" };

interface FieldWords {
  zh: string;
  sample?: JsonValue;
}

const WORDS: Readonly<Record<string, FieldWords>> = words;

/** What a field is called in Chinese; the field's own name where nobody gave it one. */
export function labelOf(type: EventType, name: string): string {
  return wordsOf(type, name)?.zh ?? name;
}

function wordsOf(type: EventType, name: string): FieldWords | undefined {
  const own = `${type}/${name}`;
  return Object.hasOwn(WORDS, own) ? WORDS[own] : Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
}

const DEFAULT_SAMPLES = { text: "…", value: "…", number: 1, "yes-no": true, day: "2026-03-16", moment: "2026-03-16T09:00:00+08:00" } as const;

/** A believable value for a field: what stands in examples, templates and tests. */
export function sampleOf(type: EventType, field: FieldShape): JsonValue {
  if (field.form === "choice") return field.choices[0] ?? "";
  if (field.form === "object") return sampleObject(type, field.fields);
  const sample = wordsOf(type, field.name)?.sample;
  const { element } = field;
  if (field.form === "list" && element !== null && (element.form === "object" || element.form === "choice")) return [sampleOf(type, element)];
  if (sample !== undefined) return sample;
  if (field.form === "list") return element === null ? [] : [sampleOf(type, element)];
  if (field.form === "map") return element === null ? {} : { 电工: sampleOf(type, element) };
  return DEFAULT_SAMPLES[field.form];
}

export function sampleObject(type: EventType, fields: readonly FieldShape[]): { [name: string]: JsonValue } {
  return Object.fromEntries(fields.map((field) => [field.name, sampleOf(type, field)]));
}
