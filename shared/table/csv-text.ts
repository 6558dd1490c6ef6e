/** What a cell may hold; null is an empty cell. */
export type CellValue = string | number | boolean | null;

const BYTE_ORDER_MARK = "\uFEFF";
const NEEDS_QUOTES = /[",\r\n]/;
/** A text that begins so would be run as a formula by a spreadsheet program (OWASP, CSV injection). */
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * A table as CSV (RFC 4180) that spreadsheet programs open with its Chinese
 * intact: byte order mark, lines end with CRLF. Texts that would run as a
 * formula get an apostrophe before them; numbers stay numbers.
 */
export function csvText(rows: Iterable<readonly CellValue[]>): string {
  return BYTE_ORDER_MARK + [...rows].map(csvLine).join("");
}

/** One line with its end, for files that are written piece by piece after {@link CSV_START}. */
export function csvLine(cells: readonly CellValue[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

export const CSV_START = BYTE_ORDER_MARK;

/** The text as it is safe in any spreadsheet program, CSV or not. */
export function withoutFormula(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

function cellText(value: CellValue): string {
  if (value === null) return "";
  const text = typeof value === "string" ? withoutFormula(value) : String(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
