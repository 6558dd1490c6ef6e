import { parse, type CsvError } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import type { CellContent } from "../../events/sheet/read-cell.ts";
import { unpackedBytes } from "./unpacked-bytes.ts";

/** The file as a whole cannot be read; the message says what was expected, what came and what to do. */
export class TableFileError extends Error {
  override name = "TableFileError";
}

export const MAX_TABLE_ROWS = 10_000;
/** A sheet of ten thousand rows unpacks to some MB; a file that would unpack to more is not opened. */
const MAX_UNPACKED_BYTES = 100 * 1024 * 1024;

const ZIP_START = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
const OLD_EXCEL_START = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/**
 * The cells of a CSV file or of the first sheet of an XLSX file, whatever its
 * name says. CSV may be UTF-8, UTF-16 with its mark, or GBK, as Chinese Excel
 * saves it (read as GB 18030, its superset).
 * @throws TableFileError
 */
export async function readTable(bytes: Buffer): Promise<CellContent[][]> {
  if (bytes.byteLength === 0) throw new TableFileError("expected a CSV or XLSX file, got an empty one; choose the file again");
  if (bytes.subarray(0, 4).equals(OLD_EXCEL_START)) throw new TableFileError("expected a CSV or XLSX file, got an Excel file of before 2007 (.xls); save it as .xlsx");
  const rows = bytes.subarray(0, 4).equals(ZIP_START) ? await readXlsx(bytes) : readCsv(decodeText(bytes));
  if (rows.length > MAX_TABLE_ROWS + 1) throw new TableFileError(`expected at most ${MAX_TABLE_ROWS} rows, got ${rows.length - 1}; split the file`);
  return rows;
}

async function readXlsx(bytes: Buffer): Promise<CellContent[][]> {
  const unpacked = unpackedBytes(bytes);
  if (unpacked === null || unpacked > MAX_UNPACKED_BYTES) {
    throw new TableFileError(unpacked === null ? "expected an XLSX file, got an archive whose directory cannot be read; save it again" : `expected an XLSX file that unpacks to at most ${MAX_UNPACKED_BYTES / 1024 / 1024} MB, got one of ${Math.ceil(unpacked / 1024 / 1024)} MB; split the file`);
  }
  try {
    return (await readSheet(bytes, { trim: false })) as CellContent[][];
  } catch (cause) {
    throw new TableFileError(`expected an XLSX file, got one that cannot be opened (${(cause as Error).message}); open it and save it again`, { cause });
  }
}

/** UTF-8 first: text that is not would hardly ever pass for it. */
function decodeText(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  for (const each of new Set([encoding, "gb18030"])) {
    try {
      return new TextDecoder(each, { fatal: true }).decode(bytes);
    } catch {
      // the next one
    }
  }
  throw new TableFileError("expected CSV text in UTF-8 or GBK, got bytes that are neither; save the file as CSV UTF-8");
}

function readCsv(text: string): CellContent[][] {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const delimiter = !firstLine.includes(",") && firstLine.includes("\t") ? "\t" : ",";
  try {
    // Empty lines stay, so that rows are counted as the sheet counts them.
    return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: false, to: MAX_TABLE_ROWS + 2 });
  } catch (cause) {
    const { lines } = cause as CsvError & { lines?: number };
    throw new TableFileError(`expected CSV, got something else${lines === undefined ? "" : ` in line ${lines}`} (${(cause as Error).message}); check the quotes there or save it again from the spreadsheet program`, { cause });
  }
}
