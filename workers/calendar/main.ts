import { shippedCalendar } from "../../shared/calendar/shipped-calendar.ts";
import { answerCalendarText } from "./answer-calendar-text.ts";

const USAGE = `npm run -s calendar -- '{"op":"before","date":"2026-03-16","n":15}'`;

const reply = answerCalendarText(process.argv[2] ?? "", shippedCalendar, USAGE);
process.stdout.write(`${reply.line}\n`);
process.exitCode = reply.ok ? 0 : 1;
