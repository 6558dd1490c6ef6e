import { z } from "zod";

/**
 * One thing that happened (P7). Entries are numbered without holes in commit
 * order and chained:
 *
 *   hash(0) = 32 zero bytes
 *   hash(n) = SHA-256(hash(n−1) ‖ UTF-8(entryText(n)))
 *
 * `body` stays the text that was hashed; nothing is ever re-serialised.
 */
const oneLine = z.string().max(200).regex(/^[^\n\r]*$/, "expected one line without line breaks");

export const LedgerEntry = z.strictObject({
  seq: z.number().int().min(1),
  /** When it was appended, UTC µs; what happened when is in the body. */
  atUs: z.number().int(),
  /** What happened, dotted: "footage.heads", "footage.viewed", "access.signed-in". */
  kind: oneLine.min(1),
  /** What it is about: a camera, a session, an evaluator … Empty where it is about the platform. */
  subject: oneLine,
  /** Who says so: "server/node-1", a producer's id, "administrator/…". */
  producer: oneLine.min(1),
  /** The producer's own number for it; null where the producer does not count (P9). */
  producerSeq: z.number().int().min(0).nullable(),
  /** Canonical JSON text. */
  body: z.string(),
  /** Hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits"),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** The entry before it is numbered, timed and hashed. */
export type LedgerFact = Pick<LedgerEntry, "kind" | "subject" | "producer" | "producerSeq" | "body">;

export const LEDGER_GENESIS = "0".repeat(64);

/** The text that is hashed. Only the last part may hold line breaks, so that no two entries share a text. */
export function entryText(entry: Omit<LedgerEntry, "hash">): string {
  const { seq, atUs, kind, subject, producer, producerSeq, body } = entry;
  return ["mingjian-ledger/1", seq, atUs, kind, subject, producer, producerSeq ?? "", body].join("\n");
}
