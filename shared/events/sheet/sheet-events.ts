import type { JsonValue } from "../../segment/canonical-json.ts";
import type { EventType } from "../event-catalog.ts";
import { describeGot, type EventRefusal } from "../event-refusal.ts";
import { nearestWord } from "../nearest-word.ts";
import { inspectEvent, type CheckedEvent, type ProducerRight } from "../read-event.ts";
import { readCell, type CellContent } from "./read-cell.ts";
import { findColumn, templateColumns, type SheetColumn } from "./sheet-columns.ts";

/** One bad cell. Rows are counted as the sheet counts them: the headings are row 1. */
export interface SheetProblem extends Pick<EventRefusal, "expected" | "got" | "advice"> {
  row: number;
  /** As the sheet heads it; null where it is the row as a whole. */
  column: string | null;
}

export interface SheetReading {
  /** Rows with something in them, apart from the headings. */
  rows: number;
  /** Of rows in which nothing is wrong. */
  events: CheckedEvent[];
  badRows: number;
  problems: SheetProblem[];
}

export interface SheetSource {
  type: EventType;
  producer: ProducerRight;
  nowMs: number;
  /** The event's number and id for a row. */
  numberOf(row: number): { sequence: number; id: string };
}

/** Reads a sheet whose first row has the headings; each further row is one event of the type. Never throws for what is in it. */
export function sheetEvents(rows: readonly (readonly CellContent[])[], source: SheetSource): SheetReading {
  const [headings = [], ...others] = rows;
  const { columns, problems } = readHeadings(headings, source.type);
  const reading: SheetReading = { rows: 0, events: [], badRows: 0, problems };
  for (const [index, cells] of others.entries()) {
    if (cells.every((cell) => cell === null || cell === "")) continue;
    reading.rows += 1;
    const found = readRow(cells, index + 2, columns, source);
    if ("event" in found && problems.every(({ row }) => row !== 1)) reading.events.push(found.event);
    else reading.badRows += 1;
    if ("problems" in found) problems.push(...found.problems);
  }
  return reading;
}

interface PlacedColumn extends SheetColumn {
  at: number;
}

function readHeadings(headings: readonly CellContent[], type: EventType): { columns: PlacedColumn[]; problems: SheetProblem[] } {
  const known = templateColumns(type).map(({ heading }) => heading.replace("*", ""));
  const columns: PlacedColumn[] = [];
  const problems: SheetProblem[] = [];
  const complain = (heading: string, got: string, zh: string, en: string) =>
    problems.push({ row: 1, column: heading, expected: `headings of the template: ${known.slice(0, 12).join(", ")}${known.length > 12 ? " …" : ""}`, got, advice: { zh, en } });
  for (const [at, content] of headings.entries()) {
    const heading = String(content ?? "").trim();
    if (heading === "") continue;
    const column = findColumn(type, heading);
    if (column === null) {
      const near = nearestWord(heading, known);
      complain(heading, describeGot(heading), near === null ? "改名或删除该列" : `是否应为“${near}”？改名或删除该列`, near === null ? "rename or remove the column" : `did you mean ${near}? Rename or remove the column`);
    } else if (columns.some(({ path }) => path === column.path)) {
      complain(heading, `${describeGot(heading)} twice`, "同一字段只能有一列", "keep one column for each field");
    } else columns.push({ ...column, heading, at });
  }
  if (columns.length === 0 && problems.length === 0) complain("", "an empty first row", "第一行应为表头，请下载模板", "put headings into the first row; download a template");
  return { columns, problems };
}

function readRow(cells: readonly CellContent[], row: number, columns: readonly PlacedColumn[], source: SheetSource): { event: CheckedEvent } | { problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const wrongPaths = new Set<string>();
  const values: { [path: string]: JsonValue } = {};
  for (const { at, path, field, heading } of columns) {
    const reading = readCell(field, cells[at] ?? null);
    if (!("value" in reading)) {
      wrongPaths.add(path);
      problems.push({ row, column: heading, expected: reading.expected, got: reading.got, advice: { zh: `更正第 ${row} 行“${heading}”`, en: `correct "${heading}" in row ${row}` } });
    } else if (reading.value !== undefined) values[path] = reading.value;
  }
  const { time, ...data } = values;
  const { sequence, id } = source.numberOf(row);
  const raw = { specversion: "1.0", id, source: source.producer.id, type: source.type, sequence, ...(time === undefined ? {} : { time }), data: nest(data) };
  const inspection = inspectEvent(raw, source.producer, source.nowMs);
  if ("event" in inspection) return problems.length === 0 ? inspection : { problems };
  // A cell that could not be read is missing now; that was said already.
  const further = inspection.refusals.filter(({ path }) => ![...wrongPaths].some((wrong) => sameField(path, wrong)));
  return { problems: [...problems, ...further.map((refusal) => problemOf(refusal, row, columns))] };
}

function problemOf(refusal: EventRefusal, row: number, columns: readonly PlacedColumn[]): SheetProblem {
  const { path, expected, got } = refusal;
  const column = columns.find((each) => sameField(path, each.path));
  const name = column?.heading ?? path.replace(/^data\./, "");
  const words = refusal.reason === "wrong-data" || refusal.reason === "malformed" ? { zh: `更正第 ${row} 行“${name}”`, en: `correct "${name}" in row ${row}` } : refusal.advice;
  const missing = got === "nothing" && column === undefined;
  return { row, column: column?.heading ?? (name === "" ? null : name), expected, got, advice: missing ? { zh: `增加一列“${name}”`, en: `add a column "${name}"` } : words };
}

/** Whether what is wrong at `path` of the event lies in the column of `columnPath`. */
function sameField(path: string, columnPath: string): boolean {
  const full = columnPath === "time" ? "time" : `data.${columnPath}`;
  return path === full || path.startsWith(`${full}.`);
}

/** {"a.0.b": 1} becomes {a: [{b: 1}]}; holes in a list close up. */
function nest(values: Readonly<Record<string, JsonValue>>): JsonValue {
  const root = new Map<string, unknown>();
  for (const [path, value] of Object.entries(values)) {
    const steps = path.split(".");
    let at = root;
    for (const step of steps.slice(0, -1)) {
      const next = at.get(step);
      const inner = next instanceof Map ? (next as Map<string, unknown>) : new Map<string, unknown>();
      at.set(step, inner);
      at = inner;
    }
    at.set(steps.at(-1) ?? "", value);
  }
  return unfold(root);
}

function unfold(node: unknown): JsonValue {
  if (!(node instanceof Map)) return node as JsonValue;
  const entries = [...(node as Map<string, unknown>)].map(([name, inner]) => [name, unfold(inner)] as const);
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))) return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
  return Object.fromEntries(entries);
}
