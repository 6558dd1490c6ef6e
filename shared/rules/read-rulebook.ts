import { Rulebook, type DeadlineRow } from "./rulebook.ts";

type Setting = (name: string) => string | number | boolean;

/**
 * A rulebook as the authority reads it, where a setting decides between
 * readings of whole rows: the force of a draft or pilot (A34), the schools' two
 * lines (A2), whether the day of receipt is the first (A8). A value that is none
 * of the readings changes nothing.
 */
export function readRulebook(book: Rulebook, setting: Setting): Rulebook {
  const status = Rulebook.shape.status.safeParse("status" in book.settings ? setting("status") : book.status).data ?? book.status;
  const deadlines = book.deadlines.flatMap((row) => readRow(row, book, setting));
  const same = status === book.status && deadlines.length === book.deadlines.length && deadlines.every((row, index) => row === book.deadlines[index]);
  return same ? book : { ...book, status, deadlines };
}

const SCHOOL_LEAD = "D02/D03";

function readRow(row: DeadlineRow, { settings }: Rulebook, setting: Setting): DeadlineRow[] {
  if (row.readings.includes("A2") && SCHOOL_LEAD in settings) return schoolLine(row, String(setting(SCHOOL_LEAD)));
  const dayOne = row.readings.includes("A8") && "dayOne" in settings ? setting("dayOne") : row.dayOne;
  return dayOne !== row.dayOne && (dayOne === "include" || dayOne === "exclude") ? [{ ...row, dayOne }] : [row];
}

/** "10/15": breach at ten, amber at fifteen. "10": the main text alone. "15": the annex alone, as a breach. */
function schoolLine(row: DeadlineRow, reading: string): DeadlineRow[] {
  if (reading === "10") return row.count === 10 ? [row] : [];
  if (reading === "15") return row.count === 15 ? [{ ...row, severity: "breach" }] : [];
  return [row];
}
