import writeExcelFile from "write-excel-file/node";
import type { CellValue } from "../../table/csv-text.ts";

export interface SheetToWrite {
  name: string;
  rows: readonly (readonly CellValue[])[];
}

const WIDTH_CHARACTERS = 24;

/** An XLSX file; the first row of every sheet is bold and stays in sight. Cells are values, never formulas, so that no text can run. */
export function xlsxFile(sheets: readonly SheetToWrite[]): Promise<Buffer> {
  return writeExcelFile(
    sheets.map(({ name, rows }) => ({
      sheet: name,
      data: rows.map((row, index) => row.map((value) => (index === 0 && value !== null ? { value, fontWeight: "bold" as const } : value))),
      columns: (rows[0] ?? []).map(() => ({ width: WIDTH_CHARACTERS })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
}
