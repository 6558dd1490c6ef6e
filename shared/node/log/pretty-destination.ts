import type { DestinationStream } from "pino";

/** Kept out of the readable line because they are the same on every one. */
const LEFT_OUT = new Set(["level", "time", "name", "pid", "msg", "err"]);

/** Turns pino's JSON lines into "12:00:03 WARN capture message key=value". */
export function prettyDestination(write: (line: string) => void): DestinationStream {
  return { write: (json) => write(prettyLine(json)) };
}

export function prettyLine(json: string): string {
  const entry = JSON.parse(json) as Record<string, unknown>;
  const time = String(entry["time"]).slice(11, 19);
  const fields = Object.entries(entry)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(([key, value]) => `${key}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  const error = entry["err"] as { stack?: string; message?: string } | undefined;
  const head = [time, String(entry["level"]).toUpperCase().padEnd(5), String(entry["name"]), String(entry["msg"] ?? "")];
  const line = `${[...head, ...fields].join(" ")}\n`;
  return error === undefined ? line : `${line}  ${error.stack ?? error.message ?? ""}\n`;
}
