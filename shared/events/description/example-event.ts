import type { JsonValue } from "../../segment/canonical-json.ts";
import { EVENT_CATALOG, kindOf, type EventType } from "../event-catalog.ts";
import { fieldsOf } from "./field-shape.ts";
import { sampleObject } from "./field-words.ts";

export const EVENT_TYPES = Object.keys(EVENT_CATALOG) as EventType[];

export interface ExampleEvent {
  specversion: "1.0";
  id: string;
  source: string;
  type: EventType;
  time: string;
  sequence: number;
  data: { [name: string]: JsonValue };
}

/** A valid event of this type with every field that it may have. */
export function exampleEvent(type: EventType): ExampleEvent {
  const sequence = EVENT_TYPES.indexOf(type) + 1;
  return {
    specversion: "1.0",
    id: `e-${sequence}`,
    source: "exam-platform",
    type,
    time: "2026-03-16T09:00:00+08:00",
    sequence,
    data: sampleObject(type, fieldsOf(kindOf(type).data)),
  };
}
