/** The database could not be asked or did not answer (P15): keep what you have and try again; never read it as "not found". */
export class DatabaseUnavailable extends Error {
  override name = "DatabaseUnavailable";
  constructor(cause: unknown) {
    super(`the database cannot answer now (${cause instanceof Error ? cause.message || cause.name : String(cause)}): try again`, { cause });
  }
}

const NETWORK_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT", "EPIPE", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"]);
/** 08: connection; 53: out of memory, disk or connections; 57: shut down, cancelled; 58: I/O (PostgreSQL appendix A). */
const OUTAGE_CLASSES = new Set(["08", "53", "57", "58"]);
/** The server is up but will not write now: read-only standby after a fail-over. */
const READ_ONLY = "25006";
/** node-postgres gives these no code. */
const OUTAGE_WORDS = /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Query read timeout|Cannot use a pool after/i;

/** The same error, or DatabaseUnavailable around it where the database could not be asked. */
export function translateOutage(error: unknown): unknown {
  return isOutage(error) ? new DatabaseUnavailable(error) : error;
}

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DatabaseUnavailable) return false;
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (NETWORK_CODES.has(code) || code === READ_ONLY) return true;
  if (/^[0-9A-Z]{5}$/.test(code)) return OUTAGE_CLASSES.has(code.slice(0, 2));
  return OUTAGE_WORDS.test(error.message);
}
