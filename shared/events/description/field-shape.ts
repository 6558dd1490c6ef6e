import type { z } from "zod";
import { Day, Instant } from "../fields.ts";

/** What a field takes, apart from its limits. */
export type FieldForm = "text" | "number" | "yes-no" | "choice" | "day" | "moment" | "list" | "object" | "map" | "value";

/** One field of an event's data, as documents, templates and imports see it. */
export interface FieldShape {
  name: string;
  required: boolean;
  /** null may be sent, and means something. */
  nullable: boolean;
  form: FieldForm;
  choices: readonly string[];
  /** Of an object. */
  fields: readonly FieldShape[];
  /** What a list or a map holds. */
  element: FieldShape | null;
  schema: z.core.$ZodType;
}

/** The fields of a schema of an event's data, in their order. */
export function fieldsOf(schema: z.core.$ZodType): FieldShape[] {
  const { shape } = defOf(schema);
  return Object.entries(shape ?? {}).map(([name, field]) => shapeOf(name, field));
}

function shapeOf(name: string, schema: z.core.$ZodType): FieldShape {
  const def = defOf(schema);
  if (def.innerType !== undefined && (def.type === "optional" || def.type === "nullable")) {
    const inner = shapeOf(name, def.innerType);
    return def.type === "optional" ? { ...inner, required: false } : { ...inner, nullable: true };
  }
  const held = def.element ?? def.valueType;
  return {
    name,
    required: true,
    nullable: false,
    form: formOf(schema, def),
    choices: def.entries === undefined ? [] : Object.keys(def.entries),
    fields: fieldsOf(schema),
    element: held === undefined ? null : shapeOf(name, held),
    schema,
  };
}

function formOf(schema: z.core.$ZodType, { type }: Definition): FieldForm {
  if (schema === Day) return "day";
  if (schema === Instant) return "moment";
  const form = FORM_OF[type];
  if (form === undefined) throw new TypeError(`expected a kind of field that documents can describe (${Object.keys(FORM_OF).join(", ")}), got ${type}`);
  return form;
}

/** A union is of simple values only: text, number, yes or no. */
const FORM_OF: Readonly<Record<string, FieldForm>> = { string: "text", number: "number", boolean: "yes-no", enum: "choice", array: "list", object: "object", record: "map", union: "value" };

/** The part of zod's own description that is read here. */
interface Definition {
  type: string;
  innerType?: z.core.$ZodType;
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  shape?: Readonly<Record<string, z.core.$ZodType>>;
  entries?: Readonly<Record<string, string>>;
}

function defOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}
