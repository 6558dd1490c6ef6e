import { localDateOfMs } from "../../calendar/local-date.ts";

/** UTC ms as the wall clock of Shanghai shows it, for sentences: "2026-03-16 09:00". */
export function localTimeOf(atMs: number): string {
  return `${localDateOfMs(atMs)} ${new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 16)}`;
}
