import { pino, type DestinationStream, type Logger } from "pino";
import { prettyDestination } from "./pretty-destination.ts";

/** What every process and stage logs through: structured, one JSON object a line. */
export type Log = Logger;

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  /** The process: "server", "capture", "archive". */
  name: string;
  level: LogLevel;
  /** One readable line for people instead of JSON. */
  pretty?: boolean;
  /** Where lines go; standard output if absent. */
  destination?: DestinationStream;
}

/** Field names that must never reach a log, wherever they hang in the object. */
const SECRET_FIELDS = ["token", "password", "secret", "authorization", "cookie"];

/** The one pino set-up of all processes. Secrets in well-known fields are masked. */
export function createLog(options: LogOptions): Log {
  const settings = {
    name: options.name,
    level: options.level,
    base: { name: options.name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: "(masked)" },
  };
  if (options.destination !== undefined) return pino(settings, options.destination);
  if (options.pretty === true) return pino(settings, prettyDestination((line) => process.stdout.write(line)));
  return pino(settings);
}

/** For tests and for parts that may run without a log. */
export function silentLog(): Log {
  return pino({ level: "silent" });
}
