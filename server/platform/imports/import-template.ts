import { exampleEvent } from "../../../shared/events/description/example-event.ts";
import { kindOf, type EventType } from "../../../shared/events/event-catalog.ts";
import { templateColumns, type SheetColumn } from "../../../shared/events/sheet/sheet-columns.ts";
import type { JsonValue } from "../../../shared/segment/canonical-json.ts";
import { xlsxFile } from "../../../shared/node/event-files/write-table.ts";
import { csvText, type CellValue } from "../../../shared/table/csv-text.ts";
import choiceWords from "../../../shared/events/sheet/choice-words.json" with { type: "json" };

const CHOICE_WORDS: Readonly<Record<string, string>> = choiceWords;

/** An empty sheet with the headings of one type of event; the XLSX explains each on a second sheet, so that no example is entered by mistake. */
export async function importTemplate(type: EventType, format: "csv" | "xlsx"): Promise<Buffer> {
  const columns = templateColumns(type);
  const headings = columns.map(({ heading }) => heading);
  if (format === "csv") return Buffer.from(csvText([headings]), "utf8");
  const example = exampleEvent(type);
  const explanations = columns.map((column): CellValue[] => [column.heading, column.path.replaceAll(/\.(\d+)\./g, (_all, place: string) => `.${Number(place) + 1}.`), explain(column), cellOf(column.path === "time" ? "2026-03-16 09:00" : valueAt(example.data, column.path))]);
  const kind = kindOf(type);
  return xlsxFile([
    { name: kind.zh, rows: [headings] },
    { name: "说明", rows: [["表头", "field", "填写要求", "示例"], ...explanations, ["* 为必填；同类多项时增加列，例如“场次.2.开始时间”", null, null, null]] },
  ]);
}

function explain({ field }: SheetColumn): string {
  const held = field.form === "list" ? field.element : field;
  const choices = (held?.choices ?? []).map((choice) => (CHOICE_WORDS[choice] === undefined ? choice : `${choice}（${CHOICE_WORDS[choice]}）`));
  const words = choices.length > 0 ? `${choices.join("、")} 之一` : FORM_WORDS[held?.form ?? "text"];
  return field.form === "list" ? `${words}，多项用分号分隔` : words;
}

const FORM_WORDS = { text: "文字", number: "数字", "yes-no": "是 或 否", choice: "选项", day: "日期，如 2026-03-16", moment: "时间，如 2026-03-16 09:00（北京时间）", list: "多项用分号分隔", object: "", map: "如 电工=30; 焊工=20", value: "文字、数字，或 是 / 否" } as const;

function valueAt(data: JsonValue, path: string): JsonValue {
  let value: JsonValue = data;
  for (const step of path.split(".")) value = (value as { [step: string]: JsonValue })[step] ?? null;
  return value;
}

function cellOf(value: JsonValue): CellValue {
  if (Array.isArray(value)) return value.map(String).join("; ");
  if (typeof value === "boolean") return value ? "是" : "否";
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value).map(([name, inner]) => `${name}=${String(inner)}`).join("; ");
}
