import { fieldsOf, type FieldShape } from "../description/field-shape.ts";
import { labelOf } from "../description/field-words.ts";
import { kindOf, type EventType } from "../event-catalog.ts";
import { Instant } from "../fields.ts";

/**
 * How the fields of one type of event lie in the columns of a sheet. Fields
 * inside another are joined by dots (`capacity.managers`, 条件.管理人员数), things
 * in a list are numbered (`sessions.1.startsAt`, 场次.1.开始时间), plain lists stand
 * in one cell with semicolons. A column may be headed in Chinese or in English.
 */
export interface SheetColumn {
  /** Where the value goes: "time", or a path in the data such as "sessions.0.startsAt". */
  path: string;
  /** As templates head it: 场次.1.开始时间*, the star for a field that must be there. */
  heading: string;
  field: FieldShape;
}

const TIME: FieldShape = { name: "time", required: true, nullable: false, form: "moment", choices: [], fields: [], element: null, schema: Instant };
const TIME_NAMES = new Set(["time", "发生时间"]);

/** The columns of a template; of a list of things its first one, which shows how further ones are headed. */
export function templateColumns(type: EventType): SheetColumn[] {
  return [{ path: "time", heading: "发生时间*", field: TIME }, ...fieldsOf(kindOf(type).data).flatMap((field) => columnsOf(type, field, "", "", true))];
}

function columnsOf(type: EventType, field: FieldShape, path: string, heading: string, isRequired: boolean): SheetColumn[] {
  const own = { path: join(path, field.name), heading: join(heading, labelOf(type, field.name)) };
  const required = isRequired && field.required;
  const things = thingsOf(field);
  if (things !== null) return things.flatMap((inner) => columnsOf(type, inner, `${own.path}.0`, `${own.heading}.1`, required));
  if (field.form === "object") return field.fields.flatMap((inner) => columnsOf(type, inner, own.path, own.heading, required));
  return [{ path: own.path, heading: required ? `${own.heading}*` : own.heading, field }];
}

/** The column that a heading means; null if it means none. */
export function findColumn(type: EventType, heading: string): SheetColumn | null {
  const words = heading.normalize("NFKC").replace(/\*\s*$/, "").trim();
  if (TIME_NAMES.has(words.toLowerCase())) return { path: "time", heading, field: TIME };
  const steps = words.split(".").map((step) => step.trim());
  let fields: readonly FieldShape[] = fieldsOf(kindOf(type).data);
  let path = "";
  for (let at = 0; at < steps.length; at += 1) {
    const field = fields.find(({ name }) => sameWord(name, steps[at]) || sameWord(labelOf(type, name), steps[at]));
    if (field === undefined) return null;
    path = join(path, field.name);
    const things = thingsOf(field);
    if (things !== null) {
      at += 1;
      const place = Number(steps[at]);
      if (!Number.isInteger(place) || place < 1 || place > MAX_THINGS) return null;
      path = join(path, String(place - 1));
    }
    fields = things ?? field.fields;
    const isLast = at === steps.length - 1;
    if (isLast) return fields.length === 0 ? { path, heading, field } : null;
  }
  return null;
}

/** Of a list of things in the columns of one row; longer ones come as events. */
const MAX_THINGS = 50;

/** The fields of what a list holds, if it holds more than plain values. */
function thingsOf(field: FieldShape): readonly FieldShape[] | null {
  return field.form === "list" && field.element?.form === "object" ? field.element.fields : null;
}

function sameWord(name: string, step: string | undefined): boolean {
  return step !== undefined && name.normalize("NFKC").toLowerCase() === step.toLowerCase();
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
