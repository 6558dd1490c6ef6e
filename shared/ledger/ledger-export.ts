import { z } from "zod";
import { entryText, LedgerEntry } from "./ledger-entry.ts";

/**
 * The ledger as a text file that anybody can check without us: a heading, then
 * one entry a line. Every byte counts: a line must be spelled exactly as
 * written here, so that no altered file passes for the original.
 */
export const LedgerExportHeading = z.strictObject({
  format: z.literal("mingjian-ledger-export/1"),
  /** Number of the first entry that follows. */
  firstSeq: z.number().int().min(1),
  /** hash(firstSeq − 1); zeros for the whole ledger. */
  previousHash: LedgerEntry.shape.hash,
});
export type LedgerExportHeading = z.infer<typeof LedgerExportHeading>;

export function headingLine(heading: LedgerExportHeading): string {
  const { format, firstSeq, previousHash } = heading;
  return JSON.stringify({ format, firstSeq, previousHash });
}

export function entryLine(entry: LedgerEntry): string {
  const { seq, atUs, kind, subject, producer, producerSeq, body, hash } = entry;
  return JSON.stringify({ seq, atUs, kind, subject, producer, producerSeq, body, hash });
}

/** SHA-256 over parts as if joined, hex. */
export type HashHex = (previousHash: string, text: string) => string;

export interface LedgerReport {
  firstSeq: number;
  /** Entries that hold. */
  verifiedEntries: number;
  lastSeq: number;
  head: string;
  /** The first thing wrong; what follows it proves nothing and is not read. */
  problem: { line: number; seq: number | null; message: string } | null;
}

/**
 * Checks numbering, spelling and every hash of an export.
 * @param lines without their line ends; the caller has checked that the file ends with one
 */
export async function verifyLedgerExport(lines: AsyncIterable<string>, hashHex: HashHex): Promise<LedgerReport> {
  const report: LedgerReport = { firstSeq: 1, verifiedEntries: 0, lastSeq: 0, head: "", problem: null };
  let lineNumber = 0;
  for await (const line of lines) {
    lineNumber += 1;
    const message = lineNumber === 1 ? readHeading(line, report) : checkEntry(line, report, hashHex);
    if (message !== null) return { ...report, problem: { line: lineNumber, seq: lineNumber === 1 ? null : report.lastSeq + 1, message } };
  }
  if (lineNumber === 0) return { ...report, problem: { line: 1, seq: null, message: "expected a heading line, got an empty file" } };
  return report;
}

function readHeading(line: string, report: LedgerReport): string | null {
  const heading = parseLine(line, LedgerExportHeading);
  if (typeof heading === "string") return heading;
  if (headingLine(heading) !== line) return "the heading is not spelled as an export spells it: it was altered";
  report.firstSeq = heading.firstSeq;
  report.lastSeq = heading.firstSeq - 1;
  report.head = heading.previousHash;
  return null;
}

function checkEntry(line: string, report: LedgerReport, hashHex: HashHex): string | null {
  const entry = parseLine(line, LedgerEntry);
  if (typeof entry === "string") return entry;
  const expectedSeq = report.lastSeq + 1;
  if (entry.seq !== expectedSeq) return `expected entry ${expectedSeq}, got ${entry.seq}: an entry is missing, repeated or renumbered`;
  if (entryLine(entry) !== line) return `entry ${entry.seq} is not spelled as an export spells it: it was altered`;
  const hash = hashHex(report.head, entryText(entry));
  if (hash !== entry.hash) return `entry ${entry.seq} (${entry.kind}) does not have the hash it claims: it, or its place in the chain, was altered`;
  report.head = hash;
  report.lastSeq = entry.seq;
  report.verifiedEntries += 1;
  return null;
}

/** The parsed value, or the sentence that says what is wrong. */
function parseLine<T>(line: string, schema: z.ZodType<T>): T | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "expected one JSON object on the line, got text that is not JSON: it was altered";
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : `the line does not have the form of an export: ${z.prettifyError(parsed.error)}`;
}
