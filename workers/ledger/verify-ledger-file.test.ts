import { appendFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { entryText, LEDGER_GENESIS, type LedgerEntry } from "../../shared/ledger/ledger-entry.ts";
import { entryLine, headingLine } from "../../shared/ledger/ledger-export.ts";
import { appendCheckpoint } from "../../shared/node/ledger/checkpoint-file.ts";
import { ledgerHashHex } from "../../shared/node/ledger/ledger-hash.ts";
import { loadSigningKey } from "../../shared/node/signing/signing-key.ts";
import { verifyLedgerFile } from "./verify-ledger-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mingjian-ledger-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function ledgerOf(bodies: readonly string[]): LedgerEntry[] {
  let head = LEDGER_GENESIS;
  return bodies.map((body, index) => {
    const entry = { seq: index + 1, atUs: index, kind: "test.happened", subject: "", producer: "tester", producerSeq: null, body };
    head = ledgerHashHex(head, entryText(entry));
    return { ...entry, hash: head };
  });
}

async function writeExport(entries: readonly LedgerEntry[]): Promise<string> {
  const path = join(folder, "ledger.jsonl");
  const lines = [headingLine({ format: "mingjian-ledger-export/1", firstSeq: 1, previousHash: LEDGER_GENESIS }), ...entries.map(entryLine)];
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

async function anchorAt(entry: LedgerEntry): Promise<{ checkpointPath: string; publicKeyPath: string, stampPath: null }> {
  const key = await loadSigningKey(join(folder, "keys"), "ledger-key");
  const checkpointPath = join(folder, "checkpoints.jsonl");
  await appendCheckpoint(checkpointPath, { seq: entry.seq, hash: entry.hash, atUs: 1 }, key);
  const publicName = (await readdir(join(folder, "keys"))).find((name) => name.endsWith(".pub.pem")) ?? "";
  return { checkpointPath, publicKeyPath: join(folder, "keys", publicName), stampPath: null };
}

test("a ledger file that holds is verified against its signed checkpoints", async () => {
  const entries = ledgerOf(["{}", "1", "2"]);
  const anchors = await anchorAt(entries[1] as LedgerEntry);
  const verdict = await verifyLedgerFile({ exportPath: await writeExport(entries), anchors });
  expect(verdict).toMatchObject({ ok: true, sentences: [expect.stringContaining("3 entries hold"), "1 signed checkpoints agree"] });
});

test("a ledger rewritten as a whole, with every hash made anew, is found by a checkpoint outside", async () => {
  const anchors = await anchorAt(ledgerOf(["{}", "1", "2"])[1] as LedgerEntry);
  const verdict = await verifyLedgerFile({ exportPath: await writeExport(ledgerOf(["{}", "1b", "2"])), anchors });
  expect(verdict.ok).toBe(false);
  expect(verdict.sentences.join()).toContain("entry 2 is not the one that its checkpoint signed");
});

test("a ledger whose newest entries were cut off is found by a checkpoint outside", async () => {
  const entries = ledgerOf(["{}", "1", "2"]);
  const anchors = await anchorAt(entries[2] as LedgerEntry);
  const verdict = await verifyLedgerFile({ exportPath: await writeExport(entries.slice(0, 2)), anchors });
  expect(verdict.sentences.join()).toContain("the export ends at 2");
});

test("an altered checkpoint is refused, and a torn last line of the anchor file is passed over", async () => {
  const entries = ledgerOf(["{}"]);
  const anchors = await anchorAt(entries[0] as LedgerEntry);
  const exportPath = await writeExport(entries);
  await appendFile(anchors.checkpointPath, '{"format":"mingj');
  expect((await verifyLedgerFile({ exportPath, anchors })).ok).toBe(true);
  await writeFile(anchors.checkpointPath, '{"format":"mingjian-checkpoint/1","seq":1}\n');
  expect((await verifyLedgerFile({ exportPath, anchors })).sentences.join()).toContain("line 1");
});

test("without its last line end a ledger file is refused as cut", async () => {
  const path = await writeExport(ledgerOf(["{}"]));
  await writeFile(path, headingLine({ format: "mingjian-ledger-export/1", firstSeq: 1, previousHash: LEDGER_GENESIS }));
  expect((await verifyLedgerFile({ exportPath: path, anchors: null })).sentences.join()).toContain("expected a line end");
});
