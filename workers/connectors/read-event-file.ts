import { createHash } from "node:crypto";
import { extname } from "node:path";
import { isEventType, type EventType } from "../../shared/events/event-catalog.ts";
import { sheetEvents, type SheetProblem } from "../../shared/events/sheet/sheet-events.ts";
import { readTable, TableFileError } from "../../shared/node/event-files/read-table.ts";

/** What a file holds, or why it cannot be read. */
export type FileReading = { events: unknown[]; problems: SheetProblem[] } | { refused: string };

export interface FileToRead {
  name: string;
  bytes: Buffer;
  source: string;
  /** For rows of a table, where the name does not say it. */
  type: EventType | undefined;
  nowMs: number;
}

/** Rows are numbered behind the first 40 bits of the file's hash: two files never share a number, the same one always does. */
const HASH_BITS_FACTOR = 2 ** 13;
const HASH_HEX_DIGITS = 10;

/** Reads events from JSON (one, or a list), JSON lines, CSV or XLSX. */
export async function readEventFile(file: FileToRead): Promise<FileReading> {
  switch (extname(file.name).toLowerCase()) {
    case ".json":
      return readJson(file.bytes);
    case ".jsonl":
    case ".ndjson":
      return readLines(file.bytes);
    case ".csv":
    case ".xlsx":
      return readRows(file);
    default:
      return { refused: "expected a file that ends with .json, .jsonl, .csv or .xlsx; rename it" };
  }
}

function readJson(bytes: Buffer): FileReading {
  try {
    const value: unknown = JSON.parse(textOf(bytes));
    return { events: Array.isArray(value) ? value : [value], problems: [] };
  } catch (error) {
    return { refused: `expected JSON in UTF-8, got ${(error as Error).message}; write the file again` };
  }
}

function readLines(bytes: Buffer): FileReading {
  const events: unknown[] = [];
  try {
    for (const [index, line] of textOf(bytes).split("\n").entries()) {
      if (line.trim() === "") continue;
      try {
        events.push(JSON.parse(line));
      } catch (error) {
        return { refused: `expected one JSON object in line ${index + 1}, got ${(error as Error).message}; correct the line` };
      }
    }
  } catch (error) {
    return { refused: `expected text in UTF-8, got ${(error as Error).message}; write the file again` };
  }
  return { events, problems: [] };
}

function textOf(bytes: Buffer): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

async function readRows({ name, bytes, source, type, nowMs }: FileToRead): Promise<FileReading> {
  const named = name.split("--")[0] ?? "";
  const rowType = isEventType(named) ? named : type;
  if (rowType === undefined) return { refused: `expected a name such as "candidate.absent--${name}", or "type" in the connector's configuration, to know what the rows are` };
  const hash = createHash("sha256").update(`${rowType}\n`).update(bytes).digest("hex");
  const first = Number.parseInt(hash.slice(0, HASH_HEX_DIGITS), 16) * HASH_BITS_FACTOR;
  try {
    const rows = await readTable(bytes);
    if (rows.length >= HASH_BITS_FACTOR) return { refused: `expected at most ${HASH_BITS_FACTOR - 1} rows, got ${rows.length}; split the file` };
    const { events, problems } = sheetEvents(rows, { type: rowType, producer: { id: source, orgId: null }, nowMs, numberOf: (row) => ({ sequence: first + row, id: `${hash.slice(0, 24)}-${row}` }) });
    return { events: events.map(({ subject: _none, ...event }) => ({ specversion: "1.0", ...event })), problems };
  } catch (error) {
    if (error instanceof TableFileError) return { refused: error.message };
    throw error;
  }
}
