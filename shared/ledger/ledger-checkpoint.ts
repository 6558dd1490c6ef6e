import { z } from "zod";
import { LedgerEntry } from "./ledger-entry.ts";

/**
 * A signed statement, kept outside the database, of how far the ledger went and
 * what its head was (P7). One line of JSON a minute in the anchor file; whoever
 * holds a copy can tell that the ledger was rewritten or cut afterwards.
 */
export const LedgerCheckpoint = z.strictObject({
  format: z.literal("mingjian-checkpoint/1"),
  seq: z.number().int().min(1),
  hash: LedgerEntry.shape.hash,
  atUs: z.number().int(),
  keyId: z.string(),
  /** Ed25519 over {@link checkpointText}, base64. */
  signature: z.string(),
});
export type LedgerCheckpoint = z.infer<typeof LedgerCheckpoint>;

export function checkpointText(checkpoint: Omit<LedgerCheckpoint, "signature">): string {
  const { format, seq, hash, atUs, keyId } = checkpoint;
  return [format, seq, hash, atUs, keyId].join("\n");
}
