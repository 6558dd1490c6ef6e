import { expect, test } from "vitest";
import { kindOf } from "../event-catalog.ts";
import { readEvent } from "../read-event.ts";
import { eventsDocument } from "./events-document.ts";
import { EVENT_TYPES, exampleEvent } from "./example-event.ts";
import { fieldsOf, type FieldShape } from "./field-shape.ts";
import { labelOf } from "./field-words.ts";

const PRODUCER = { id: "exam-platform", orgId: null };
const NOW_MS = Date.parse("2026-11-22T00:00:00Z");

function withInner(fields: readonly FieldShape[]): FieldShape[] {
  return fields.flatMap((field) => [field, ...withInner(field.fields), ...withInner(field.element?.fields ?? [])]);
}

test("the example of every type of event, with all its fields, is one that is taken", () => {
  const refused = EVENT_TYPES.map((type) => readEvent(exampleEvent(type), PRODUCER, NOW_MS)).filter((reading) => !reading.accepted);
  expect(refused).toEqual([]);
});

test("every field of every event has a Chinese name", () => {
  const missing = EVENT_TYPES.flatMap((type) => withInner(fieldsOf(kindOf(type).data)).filter((field) => labelOf(type, field.name) === field.name).map((field) => `${type}: ${field.name}`));
  expect(missing).toEqual([]);
});

test("events.md is what the schemas say today", async () => {
  await expect(eventsDocument()).toMatchFileSnapshot("../events.md");
});
