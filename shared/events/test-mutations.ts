import type { ExampleEvent } from "./description/example-event.ts";
import { EVENT_TYPES } from "./description/example-event.ts";
import { kindOf } from "./event-catalog.ts";
import { fieldsOf, type FieldShape } from "./description/field-shape.ts";

/** A source of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** JSON text, so that what JSON can say and JavaScript objects cannot easily hold (`__proto__`, 1e999) reaches the door as it would from outside. */
export interface Mutant {
  mutation: string;
  json: string;
}

interface Draw {
  pick<T>(list: readonly T[]): T;
}

type Mutation = (event: Record<string, unknown>, draw: Draw, fields: readonly FieldShape[]) => Record<string, unknown> | string | null;

const ENVELOPE = ["specversion", "id", "source", "type", "time", "sequence", "data"];
const WRONG_DATES = ["2026-02-30", "2026-13-01", "2026-3-16", "16.03.2026", "2026/03/16", "", "tomorrow", "20260316", "0000-00-00", "2025-02-29"];
const WRONG_MOMENTS = ["2026-03-16T09:00:00", "2026-03-16", "2026-02-30T09:00:00+08:00", "2026-03-16 09:00+08:00", "2026-03-16T25:00:00Z", "2026-03-16T09:61:00Z", "1773622800000", "", "2026-03-16T09:00:00+8", "2026-03-16T09:00:00 Z"];
const NEVER_TEXT: readonly unknown[] = [0, 12.5, true, false, null, [], {}, ["a"], { a: 1 }];
const NEVER_NUMBER: readonly unknown[] = ["1", "NaN", "Infinity", "", "-0", true, null, [], {}, [1], "1e3", "0x10"];

/** Over the limit of an ordinary event; in one of the large kinds over that of any one text. */
const TOO_LONG = "x".repeat(70_000);

/** Whether there is such a field that must be there, so that any wrong value in it is wrong without doubt. */
const ofForm = (fields: readonly FieldShape[], ...forms: readonly FieldShape["form"][]) => fields.filter((field) => forms.includes(field.form) && !field.nullable);

function withData(event: Record<string, unknown>, change: (data: Record<string, unknown>) => void): Record<string, unknown> {
  const data = { ...(event["data"] as Record<string, unknown>) };
  change(data);
  return { ...event, data };
}

function inField(forms: readonly FieldShape["form"][], values: readonly unknown[]): Mutation {
  return (event, draw, fields) => {
    const candidates = ofForm(fields, ...forms);
    if (candidates.length === 0) return null;
    const { name } = draw.pick(candidates);
    return withData(event, (data) => (data[name] = draw.pick(values)));
  };
}

/** In place of one JSON text another, which no object literal could carry. */
const spliced = (event: Record<string, unknown>, change: object, from: string, to: string): string => JSON.stringify({ ...event, ...change }).replace(from, to);

/** Each makes an event of which we know, without asking the schemas, that it must not be taken. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "an envelope field left out": (event, draw) => without(event, draw.pick(ENVELOPE)),
  "an envelope field of another type": (event, draw) => ({ ...event, [draw.pick(ENVELOPE.filter((name) => name !== "data"))]: draw.pick([{}, [], true, null, [1]]) }),
  "an envelope field renamed": (event, draw) => renamed(event, draw.pick(ENVELOPE)),
  "an unknown envelope field": (event, draw) => ({ ...event, [draw.pick(["extra", "Data", "seq", "SOURCE", "traceparent", "数据"])]: 1 }),
  "another version of CloudEvents": (event, draw) => ({ ...event, specversion: draw.pick(["0.3", "1", "2.0", "1.0 ", 1]) }),
  "a wrong number": (event, draw) => ({ ...event, sequence: draw.pick([0, -1, 1.5, 2 ** 53, 1e300, "1", "NaN", null, true]) }),
  "a number too large for JavaScript": (event) => spliced(event, { sequence: "@" }, '"@"', "1e999"),
  "a wrong moment": (event, draw) => ({ ...event, time: draw.pick(WRONG_MOMENTS) }),
  "a moment still to come": (event, draw) => ({ ...event, time: draw.pick(["2026-11-22T00:10:01Z", "2027-01-01T00:00:00+08:00", "9999-12-31T23:59:59Z"]) }),
  "a type that does not exist": (event, draw) => ({ ...event, type: draw.pick([`${String(event["type"])}s`, String(event["type"]).toUpperCase(), "", " ", "constructor", "__proto__", "toString", "a".repeat(5000)]) }),
  "somebody else's source": (event, draw) => ({ ...event, source: draw.pick(["other", "EXAM-PLATFORM", "exam-platform ", "", "server-footage"]) }),
  "a line break in the id": (event, draw) => ({ ...event, id: draw.pick(["a\nb", "\u0000", "a\rb", "", "x".repeat(129)]) }),
  "a required field left out": (event, draw, fields) => withData(event, (data) => delete data[draw.pick(fields.filter((field) => field.required)).name]),
  "a required field renamed": (event, draw, fields) => {
    const { name } = draw.pick(fields.filter((field) => field.required));
    return withData(event, (data) => {
      data[draw.pick([name.toUpperCase(), `${name}_`, ` ${name}`])] = data[name];
      delete data[name];
    });
  },
  "an unknown field of the data": (event, draw) => withData(event, (data) => (data[draw.pick(["extra", "OrgId", "org_id", "备注", "hasOwnProperty", "toString", ""])] = draw.pick([1, "x", null, {}]))),
  "text where none belongs": inField(["number"], NEVER_NUMBER),
  "no text where text belongs": inField(["text", "day", "moment", "choice"], NEVER_TEXT.filter((value) => typeof value === "object")),
  "something else for yes or no": inField(["yes-no"], ["true", "false", "yes", "是", 0, 1, null, [], {}]),
  "a choice that is none": inField(["choice"], ["", "other-than-that", "CLOSED", "E ", 0, "__proto__", "constructor"]),
  "a day that does not exist": inField(["day"], [...WRONG_DATES, 20260316, null]),
  "a moment without its offset or its day": inField(["moment"], [...WRONG_MOMENTS, 1773622800, null]),
  "no list where a list belongs": inField(["list"], ["a;b", {}, 1, null, true, { length: 1, 0: "a" }]),
  "a list that holds itself wrong": inField(["list"], [[{}], [null], [[]], [[["a"]]], [true]]),
  "no object where an object belongs": inField(["object", "map"], ["{}", 1, null, true, [["a", 1]]]),
  "a number beyond all counting": inField(["number"], [1e300, -1e300, -1, -0.5, 2 ** 60]),
  "half a character": (event, draw, fields) => withText(event, draw, fields, draw.pick(["\ud800", "a\udc00", "港\udfff", "\ud83d"])),
  "a NUL character": (event, draw, fields) => withText(event, draw, fields, draw.pick(["\u0000", "a\u0000b"])),
  "a key that pollutes": (event, draw) => spliced(withData(event, (data) => (data["@"] = { polluted: true })), {}, '"@"', JSON.stringify(draw.pick(["__proto__", "constructor", "prototype"]))),
  "a key that pollutes the envelope": (event, draw) => spliced({ ...event, "@": { polluted: true } }, {}, '"@"', JSON.stringify(draw.pick(["__proto__", "constructor", "prototype"]))),
  "nesting without end": (event, draw, fields) => nested(event, draw.pick(fields).name, draw.pick([13, 100, 20_000])),
  "an event beyond its size": (event, draw, fields) => withText(event, draw, fields, TOO_LONG),
  "data that is no object": (event, draw) => ({ ...event, data: draw.pick([null, [], "{}", 1, true, [{ orgId: "port" }]]) }),
  "data as text": (event) => ({ ...event, data: JSON.stringify(event["data"]) }),
  "data of another type of event": (event, draw) => ({ ...event, data: { orgId: "port", [draw.pick(["nonsense", "value2"])]: 1 } }),
  "no event at all": (_event, draw) => draw.pick(["null", "true", "0", '""', '"event"', "[]", "[[]]", "{}", "-1e5", '[{"specversion":"1.0"}]']),
  "a truncated event": (event, draw) => {
    const text = JSON.stringify(event);
    return `${text.slice(0, draw.pick([0.1, 0.3, 0.5, 0.9].map((share) => Math.floor(share * text.length))))}`;
  },
  "an event cut after some fields": (event, draw) => Object.fromEntries(Object.entries(event).slice(0, draw.pick([0, 1, 2, 3, 4, 5, 6]))),
};

function without(event: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([key]) => key !== name));
}

function renamed(event: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [key === name ? `${key}1` : key, value]));
}

/** Where the schema takes any text, this text is wrong all the same. */
function withText(event: Record<string, unknown>, draw: Draw, fields: readonly FieldShape[], text: string): Record<string, unknown> {
  const texts = ofForm(fields, "text");
  const field = texts.length === 0 ? "orgId" : draw.pick(texts).name;
  return withData(event, (data) => (data[field] = text));
}

/** Built as text: JSON.stringify itself would give up on such depths. */
function nested(event: Record<string, unknown>, name: string, depth: number): string {
  const marked = JSON.stringify(withData(event, (data) => (data[name] = "@nested@")));
  return marked.replace('"@nested@"', `${"[".repeat(depth)}${"]".repeat(depth)}`);
}

/** `count` malformed events of all types and mutations in turn, the same for the same seed. */
export function* mutants(example: (type: (typeof EVENT_TYPES)[number]) => ExampleEvent, count: number, seed: number): Generator<Mutant> {
  const random = seededRandom(seed);
  const draw: Draw = {
    pick<T>(list: readonly T[]): T {
      return list[Math.floor(random() * list.length)] as T;
    },
  };
  const names = Object.keys(MUTATIONS);
  const fields = new Map(EVENT_TYPES.map((type) => [type, fieldsOf(kindOf(type).data)]));
  for (let made = 0; made < count; ) {
    const type = draw.pick(EVENT_TYPES);
    const mutation = draw.pick(names);
    const changed = MUTATIONS[mutation]?.({ ...example(type) }, draw, fields.get(type) ?? []);
    if (changed === undefined || changed === null) continue;
    made += 1;
    yield { mutation: `${mutation} (${type})`, json: typeof changed === "string" ? changed : JSON.stringify(changed) };
  }
}
