import type { JsonValue } from "../../segment/canonical-json.ts";
import type { FieldShape } from "../description/field-shape.ts";
import { describeGot } from "../event-refusal.ts";
import { readDay, readMoment } from "./read-date.ts";
import words from "./choice-words.json" with { type: "json" };

/** What a cell holds. A Date has the day and the time that the sheet shows in its UTC parts: a sheet knows no zone. */
export type CellContent = string | number | boolean | Date | null;

/** `value` undefined: the cell is empty and the field is left out. */
export type CellReading = { value: JsonValue | undefined } | { expected: string; got: string };

const YES = new Set(["true", "yes", "y", "1", "是", "有", "√"]);
const NO = new Set(["false", "no", "n", "0", "否", "无", "×"]);
const CHOICE_WORDS: Readonly<Record<string, string>> = words;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
/** Spreadsheets keep 15 digits; a longer number typed into a sheet has lost its end. */
const MAX_SURE_INTEGER = 1e15;

/** Reads one cell as its field wants it; what it cannot read it says. Limits are the schema's matter. */
export function readCell(field: FieldShape, content: CellContent): CellReading {
  const cell = typeof content === "string" ? unguarded(content).trim() : content;
  if (cell === null || cell === "") return { value: undefined };
  switch (field.form) {
    case "number":
      return readNumber(cell);
    case "yes-no":
      return readYesNo(cell);
    case "choice":
      return { value: choiceOf(field, textOf(cell)) };
    case "day":
      return orExpected(readDay(cell), 'a day, for example "2026-03-16"', cell);
    case "moment":
      return orExpected(readMoment(cell), 'a moment, for example "2026-03-16 09:00" (Beijing time) or with its offset', cell);
    case "list":
      return readList(field, cell);
    case "map":
      return readMap(field, cell);
    case "value":
      return readValue(cell);
    default:
      return readText(cell);
  }
}

/** An apostrophe before what a sheet would run as a formula is our own guard, or Excel's. */
function unguarded(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

function readText(cell: Exclude<CellContent, null>): CellReading {
  if (cell instanceof Date) return { expected: "text", got: "a date; format the column as text" };
  if (typeof cell === "number" && Math.abs(cell) >= MAX_SURE_INTEGER) return { expected: "text", got: `the number ${cell}, whose last digits the sheet has lost; format the column as text` };
  return { value: String(cell) };
}

/** Text, number or yes and no, whichever it looks like. */
function readValue(cell: Exclude<CellContent, null>): CellReading {
  const found = [readNumber(cell), typeof cell === "string" ? readYesNo(cell) : { value: cell as JsonValue }].find((reading) => "value" in reading);
  return cell instanceof Date ? readText(cell) : (found ?? readText(cell));
}

function readNumber(cell: Exclude<CellContent, null>): CellReading {
  if (typeof cell === "number") return { value: cell };
  const text = textOf(cell);
  if (GROUPED.test(text)) return { value: Number(text.replaceAll(",", "")) };
  return NUMBER.test(text) ? { value: Number(text) } : { expected: "a number", got: describeCell(cell) };
}

function readYesNo(cell: Exclude<CellContent, null>): CellReading {
  const text = textOf(cell).toLowerCase();
  if (YES.has(text)) return { value: true };
  return NO.has(text) ? { value: false } : { expected: "yes or no (是 / 否)", got: describeCell(cell) };
}

/** A choice by its own name or by its Chinese word; anything else is left for the schema to refuse. */
function choiceOf(field: FieldShape, text: string): string {
  return field.choices.find((choice) => choice.toLowerCase() === text.toLowerCase() || CHOICE_WORDS[choice] === text) ?? text;
}

function readList(field: FieldShape, cell: Exclude<CellContent, null>): CellReading {
  const { element } = field;
  if (element === null || typeof cell !== "string") return element === null ? { value: [] } : wrap(readCell(element, cell));
  const values: JsonValue[] = [];
  for (const part of cell.split(/[;；\n]/)) {
    const reading = readCell(element, part);
    if (!("value" in reading)) return { expected: `${reading.expected} (several are separated by ";")`, got: reading.got };
    if (reading.value !== undefined) values.push(reading.value);
  }
  return { value: values };
}

function wrap(reading: CellReading): CellReading {
  return "value" in reading && reading.value !== undefined ? { value: [reading.value] } : reading;
}

function readMap({ element }: FieldShape, cell: Exclude<CellContent, null>): CellReading {
  const wanted = 'pairs such as "电工=30; 焊工=20"';
  if (typeof cell !== "string" || element === null) return { expected: wanted, got: describeCell(cell) };
  const entries: [string, JsonValue][] = [];
  for (const pair of cell.split(/[;；\n]/).filter((part) => part.trim() !== "")) {
    const [, name = "", value = ""] = /^(.+?)[=＝:：](.+)$/.exec(pair.trim()) ?? [];
    const reading = readCell(element, value);
    if (name === "" || !("value" in reading) || reading.value === undefined) return { expected: wanted, got: describeGot(pair) };
    entries.push([name.trim(), reading.value]);
  }
  return { value: Object.fromEntries(entries) };
}

function orExpected(value: string | null, expected: string, cell: CellContent): CellReading {
  return value === null ? { expected, got: describeCell(cell) } : { value };
}

function describeCell(cell: CellContent): string {
  return cell instanceof Date ? cell.toISOString().slice(0, 19).replace("T", " ") : describeGot(cell);
}

function textOf(cell: Exclude<CellContent, null>): string {
  return String(cell).normalize("NFKC").trim();
}
