import { z } from "zod";
import { answerOperation, CalendarOperation, type CalendarAnswer } from "../../shared/calendar/operations.ts";
import type { WorkCalendar } from "../../shared/calendar/work-calendar.ts";

type Answered = CalendarAnswer | { error: string };

/**
 * One operation or an array of them as JSON text in; one JSON line out. In an
 * array a wrong operation is answered with its own error and the others stand.
 */
export function answerCalendarText(text: string, calendar: WorkCalendar, usage: string): { ok: boolean; line: string } {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    const got = text === "" ? "nothing" : JSON.stringify(text.slice(0, 80));
    return { ok: false, line: JSON.stringify({ error: `expected one operation or an array of them as JSON, got ${got}; for example ${usage}` }) };
  }
  const answers = Array.isArray(input) ? input.map((item) => answerOne(item, calendar)) : answerOne(input, calendar);
  const ok = [answers].flat().every((answer) => !("error" in answer));
  return { ok, line: JSON.stringify(answers) };
}

function answerOne(input: unknown, calendar: WorkCalendar): Answered {
  const operation = CalendarOperation.safeParse(input);
  if (!operation.success) return { error: `${z.prettifyError(operation.error)} — got ${JSON.stringify(input)}` };
  try {
    return answerOperation(operation.data, calendar);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
