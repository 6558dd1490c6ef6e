import { LINKS, type Link } from "../define-kind.ts";
import { kindOf, type EventType } from "../event-catalog.ts";
import { EVENT_TYPES, exampleEvent } from "./example-event.ts";
import { fieldsOf, type FieldShape } from "./field-shape.ts";
import { labelOf } from "./field-words.ts";

const LINK_WORDS: Readonly<Record<Link, string>> = {
  organisation: "机构 · organisations",
  people: "人员 · people",
  exam: "考务 · exam affairs",
  bank: "题库 · question bank",
  paper: "试卷 · papers",
  score: "成绩 · scores",
  certificate: "证书 · certificates",
  supervision: "督导与档案 · supervision and archive",
  platform: "平台 · what people decide here",
};

const FORM_WORDS = { text: "text", number: "number", "yes-no": "true / false", choice: "one of", day: "day, `YYYY-MM-DD`, Asia/Shanghai", moment: "moment with its offset", list: "list of", object: "object", map: "object: name → ", value: "text, number or true / false" } as const;

const HEAD = `# Events

Generated from the schemas in \`kinds/\` by \`description/\`; after a change: \`npx vitest run shared/events -u\`.

Every event is a CloudEvent 1.0 in JSON, sent to \`POST /api/v1/events\` (one, or a list of up to 1,000, with \`Authorization: Bearer TOKEN\`) or over Socket.IO to the namespace \`/events\` (\`auth: { token }\`, event \`events\`, the acknowledgement is the answer). \`source\` is the producer's id; \`id\` and \`sequence\` are its own, each used for one event only. The same event may be sent again: it counts once.

\`\`\`json
${JSON.stringify(exampleEvent("results.posted"), null, 2)}
\`\`\`

The answer has one entry for each event, in order: \`{"index": 0, "accepted": true, "seq": 4711, "repeated": false}\`, or \`{"index": 0, "accepted": false, "reason", "path", "expected", "got", "advice": {"zh", "en"}}\`. Status 200, or 422 where nothing was taken. Reasons: \`malformed\`, \`unknown-type\`, \`wrong-data\`, \`conflict\`, \`foreign-source\`, \`not-allowed\`, \`future-time\`, \`sequence-used\`, \`id-used\`, \`too-large\`. A batch that could not be read at all is answered as every other error of the interface, and nothing of it counts.

Fields marked ● must be there. Fields that are not listed are refused.
`;

/** The documentation of every kind of event, as Markdown. */
export function eventsDocument(): string {
  const sections = LINKS.map((link) => {
    const types = EVENT_TYPES.filter((type) => kindOf(type).link === link);
    return `\n## ${LINK_WORDS[link]}\n${types.map(describeType).join("")}`;
  });
  return HEAD + sections.join("");
}

function describeType(type: EventType): string {
  const kind = kindOf(type);
  const rows = rowsOf(type, fieldsOf(kind.data), "");
  return `
### ${type}

${kind.zh} · ${kind.en}

| field | 中文 | | what |
| --- | --- | --- | --- |
${rows.join("\n")}

\`\`\`json
${JSON.stringify(exampleEvent(type).data)}
\`\`\`
`;
}

function rowsOf(type: EventType, fields: readonly FieldShape[], prefix: string): string[] {
  return fields.flatMap((field) => {
    const inner = field.form === "list" && field.element !== null ? field.element.fields : field.fields;
    const path = prefix + field.name;
    const row = `| \`${path}\` | ${labelOf(type, field.name)} | ${field.required ? "●" : ""} | ${formWords(field)} |`;
    return [row, ...rowsOf(type, inner, `${path}${field.form === "list" ? "[]" : ""}.`)];
  });
}

function formWords(field: FieldShape): string {
  const orNull = field.nullable ? ", or null" : "";
  const held = (field.form === "list" || field.form === "map") && field.element !== null ? ` ${formWords(field.element)}` : "";
  const choices = field.choices.length === 0 ? "" : ` ${field.choices.map((choice) => `\`${choice}\``).join(" ")}`;
  return `${FORM_WORDS[field.form].trim()}${held}${choices}${orNull}`;
}
