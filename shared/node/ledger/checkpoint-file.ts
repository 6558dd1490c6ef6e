import { open, readFile } from "node:fs/promises";
import { checkpointText, LedgerCheckpoint } from "../../ledger/ledger-checkpoint.ts";
import type { SigningKey } from "../signing/signing-key.ts";
import { nodeVerifyTools } from "../segment/node-verify-tools.ts";

/** Adds one signed line to the anchor file; on disk when it resolves. */
export async function appendCheckpoint(path: string, head: { seq: number; hash: string; atUs: number }, key: SigningKey): Promise<LedgerCheckpoint> {
  const unsigned = { format: "mingjian-checkpoint/1" as const, ...head, keyId: key.id };
  const signature = key.sign(Buffer.from(checkpointText(unsigned), "utf8")).toString("base64");
  const checkpoint = { ...unsigned, signature };
  await appendLine(path, JSON.stringify(checkpoint));
  return checkpoint;
}

/** Adds one line; on disk when it resolves. */
export async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, "a", 0o644);
  try {
    await file.appendFile(`${line}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

export class CheckpointError extends Error {
  override name = "CheckpointError";
}

/**
 * Reads an anchor file and checks every signature. A torn last line, as a power cut leaves it, is passed over.
 * @throws CheckpointError naming the line that is not what the key signed
 */
export async function readCheckpoints(path: string, publicKey: Uint8Array): Promise<LedgerCheckpoint[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  lines.pop();
  const checkpoints: LedgerCheckpoint[] = [];
  for (const [index, line] of lines.entries()) {
    const checkpoint = parseCheckpoint(line);
    if (checkpoint === null) throw new CheckpointError(`line ${index + 1} of ${path} is not a checkpoint: it was altered`);
    const { signature, ...unsigned } = checkpoint;
    if (!(await nodeVerifyTools.verify(publicKey, Buffer.from(checkpointText(unsigned), "utf8"), Buffer.from(signature, "base64")))) {
      throw new CheckpointError(`line ${index + 1} of ${path} (entry ${checkpoint.seq}) was not signed by this key, or altered since`);
    }
    checkpoints.push(checkpoint);
  }
  return checkpoints;
}

function parseCheckpoint(line: string): LedgerCheckpoint | null {
  try {
    return LedgerCheckpoint.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
