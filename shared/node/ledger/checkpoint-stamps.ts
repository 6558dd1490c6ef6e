import { readFile } from "node:fs/promises";
import { CheckpointStamp } from "../../ledger/checkpoint-stamp.ts";
import type { LedgerCheckpoint } from "../../ledger/ledger-checkpoint.ts";
import { readToken, TimeStampError } from "./time-stamp.ts";

export interface ReadStamp {
  /** Of the checkpoint that was stamped. */
  seq: number;
  authorityTime: string;
}

/**
 * Reads a stamp file and compares every token with the checkpoint it claims to be about.
 * A torn last line, as a power cut leaves it, is passed over.
 * @throws TimeStampError naming the line that does not fit
 */
export async function readStamps(path: string, checkpoints: readonly LedgerCheckpoint[]): Promise<ReadStamp[]> {
  const known = new Map(checkpoints.map((checkpoint) => [JSON.stringify(checkpoint), checkpoint]));
  const lines = (await readFile(path, "utf8")).split("\n");
  lines.pop();
  return lines.map((line, index) => {
    try {
      return readStamp(line, known);
    } catch (cause) {
      throw new TimeStampError(`line ${index + 1} of ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  });
}

function readStamp(line: string, known: ReadonlyMap<string, LedgerCheckpoint>): ReadStamp {
  const { checkpointLine, authorityTime, token } = parseStamp(line);
  const checkpoint = known.get(checkpointLine);
  if (checkpoint === undefined) throw new TimeStampError("it stamps a checkpoint that the anchor file does not hold: a checkpoint was removed or altered");
  const { genTime } = readToken(Buffer.from(token, "base64"), Buffer.from(checkpointLine, "utf8"));
  if (genTime.toISOString() !== authorityTime) throw new TimeStampError(`it claims ${authorityTime}, its token says ${genTime.toISOString()}: the line was altered`);
  return { seq: checkpoint.seq, authorityTime };
}

function parseStamp(line: string): CheckpointStamp {
  try {
    return CheckpointStamp.parse(JSON.parse(line));
  } catch (cause) {
    throw new TimeStampError("expected a stamp, got a line that is none: it was altered", { cause });
  }
}
