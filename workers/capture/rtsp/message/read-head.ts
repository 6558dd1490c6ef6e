import type { RtspHeaders } from "./rtsp-message.ts";

const RESPONSE_LINE = /^RTSP\/\d+\.\d+[ \t]+(\d{3})(?:[ \t]+(.*))?$/;
const REQUEST_LINE = /^([A-Z][A-Z_]{0,31})[ \t]+(\S+)[ \t]+RTSP\/\d+\.\d+[ \t]*$/;

export type RtspHead =
  | { kind: "response"; status: number; reason: string; headers: RtspHeaders }
  | { kind: "request"; method: string; uri: string; headers: RtspHeaders };

/** True if a first line may open a message; anything else is garbage between frames. */
export function isStartLine(line: string): boolean {
  return RESPONSE_LINE.test(line) || REQUEST_LINE.test(line);
}

/** True while the bytes seen of an unfinished first line can still become one. */
export function mayBecomeStartLine(text: string): boolean {
  if ("RTSP/".startsWith(text) || /^RTSP\/[\d.]*(?:[ \t][\x20-\x7e\t\x80-\xff]*)?\r?$/.test(text)) return true;
  return /^[A-Z][A-Z_]{0,31}(?:[ \t][\x20-\x7e\t]*)?\r?$/.test(text);
}

/**
 * Reads the head of a message, without its empty line; null if its first line is none.
 * Lenient: LF alone ends a line, lines without a colon are left out (RFC 2326 15).
 */
export function readHead(text: string): RtspHead | null {
  const lines = text.split(/\r?\n/);
  const first = lines[0] ?? "";
  const headers = readHeaders(lines.slice(1));
  const response = RESPONSE_LINE.exec(first);
  if (response !== null) {
    return { kind: "response", status: Number(response[1]), reason: (response[2] ?? "").trim(), headers };
  }
  const request = REQUEST_LINE.exec(first);
  if (request === null) return null;
  return { kind: "request", method: request[1] ?? "", uri: request[2] ?? "", headers };
}

function readHeaders(lines: readonly string[]): RtspHeaders {
  const headers: [string, string][] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon > 0) headers.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return headers;
}
