import { localDateOfMs } from "../../shared/calendar/local-date.ts";
import { clockTime } from "../i18n/format.ts";

/** "sessions/s-1/startsAt" → "场次 s-1 开始". */
export function wordsOfPath(path: string, fields: Readonly<Record<string, string>>): string {
  return path
    .split("/")
    .map((part) => fields[part] ?? part)
    .join(" ");
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/;
const SHOWN = 12;

/** A value of a plan as people read it: instants in Beijing time, lists by their members. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "—";
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN).map(valueWords).join("、");
    return value.length > SHOWN ? `${shown} … (${value.length})` : shown;
  }
  if (typeof value === "object") {
    return Object.entries(value)
      .map(([name, inner]) => `${name} ${valueWords(inner)}`)
      .join(" · ");
  }
  const text = String(value);
  if (!INSTANT.test(text)) return text;
  const atMs = Date.parse(text);
  return `${localDateOfMs(atMs)} ${clockTime(atMs * 1000).slice(0, 5)}`;
}
