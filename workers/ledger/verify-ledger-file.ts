import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { verifyLedgerExport, type LedgerReport } from "../../shared/ledger/ledger-export.ts";
import { LedgerEntry } from "../../shared/ledger/ledger-entry.ts";
import { CheckpointError, readCheckpoints } from "../../shared/node/ledger/checkpoint-file.ts";
import { ledgerHashHex } from "../../shared/node/ledger/ledger-hash.ts";
import { readStamps, type ReadStamp } from "../../shared/node/ledger/checkpoint-stamps.ts";
import { TimeStampError } from "../../shared/node/ledger/time-stamp.ts";
import { UnfinishedLineError, wholeLines } from "../../shared/node/ledger/whole-lines.ts";
import { rawPublicKey } from "../../shared/node/segment/node-verify-tools.ts";

export interface LedgerFileRequest {
  exportPath: string;
  /** Anchor file and the public key (PEM) it must be signed with. */
  anchors: { checkpointPath: string; publicKeyPath: string; /** Stamps of an outside authority. */ stampPath: string | null } | null;
}

export interface LedgerFileVerdict {
  ok: boolean;
  /** For people: what was found, one sentence a line. */
  sentences: string[];
}

/** Checks an exported ledger with nothing but the file, and against signed checkpoints where they are given. */
export async function verifyLedgerFile(request: LedgerFileRequest): Promise<LedgerFileVerdict> {
  const hashes = new Map<number, string>();
  const lines = remember(wholeLines(createReadStream(request.exportPath)), hashes);
  let report: LedgerReport;
  try {
    report = await verifyLedgerExport(lines, ledgerHashHex);
  } catch (error) {
    if (error instanceof UnfinishedLineError || error instanceof TypeError) return { ok: false, sentences: [`${request.exportPath}: ${error.message}`] };
    throw error;
  }
  const { problem } = report;
  if (problem !== null) {
    const where = problem.seq === null ? "heading" : `entry ${problem.seq}`;
    return { ok: false, sentences: [`${where} (line ${problem.line}): ${problem.message}`, `${report.verifiedEntries} entries before it hold`] };
  }
  const sentences = [`${report.verifiedEntries} entries hold, ${report.firstSeq} to ${report.lastSeq}; head ${report.head}`];
  if (request.anchors === null) return { ok: true, sentences: [...sentences, "not compared with checkpoints: a ledger rewritten as a whole would pass; give --checkpoints and --public-key"] };
  const anchored = await compareWithCheckpoints(request.anchors, report, hashes);
  return { ok: anchored.ok, sentences: [...sentences, ...anchored.sentences] };
}

/** Keeps each entry's claimed hash as it passes; the chain check has the last word on them. */
async function* remember(lines: AsyncIterable<string>, hashes: Map<number, string>): AsyncGenerator<string> {
  const hashAndSeq = LedgerEntry.pick({ seq: true, hash: true }).loose();
  for await (const line of lines) {
    yield line;
    const entry = hashAndSeq.safeParse(JSON.parse(line));
    if (entry.success) hashes.set(entry.data.seq, entry.data.hash);
  }
}

async function compareWithCheckpoints(anchors: NonNullable<LedgerFileRequest["anchors"]>, report: LedgerReport, hashes: ReadonlyMap<number, string>): Promise<LedgerFileVerdict> {
  try {
    const publicKey = rawPublicKey(await readFile(anchors.publicKeyPath, "utf8"));
    const checkpoints = await readCheckpoints(anchors.checkpointPath, publicKey);
    for (const { seq, hash } of checkpoints) {
      if (seq < report.firstSeq) continue;
      if (seq > report.lastSeq) return { ok: false, sentences: [`a checkpoint says the ledger had entry ${seq}, the export ends at ${report.lastSeq}: it was cut`] };
      if (hashes.get(seq) !== hash) return { ok: false, sentences: [`entry ${seq} is not the one that its checkpoint signed: the ledger was rewritten before it`] };
    }
    const sentences = [`${checkpoints.length} signed checkpoints agree`];
    if (anchors.stampPath !== null) sentences.push(stampSentence(await readStamps(anchors.stampPath, checkpoints)));
    return { ok: true, sentences };
  } catch (error) {
    if (error instanceof CheckpointError || error instanceof TimeStampError) return { ok: false, sentences: [error.message] };
    throw error;
  }
}

function stampSentence(stamps: readonly ReadStamp[]): string {
  const last = stamps.at(-1);
  if (last === undefined) return "no checkpoint was stamped outside yet";
  return `${stamps.length} stamps speak of these checkpoints, the last of entry ${last.seq} at ${last.authorityTime}; check the authority's own signature with: openssl ts -verify -token_in -in TOKEN.der -data CHECKPOINT-LINE -CAfile AUTHORITY.pem`;
}
