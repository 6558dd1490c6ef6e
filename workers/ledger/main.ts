import { parseArgs } from "node:util";
import { verifyLedgerFile } from "./verify-ledger-file.ts";

const USAGE = `usage: npm run ledger -- verify EXPORT.jsonl [--checkpoints FILE --public-key FILE.pem [--stamps FILE]]
The export comes from GET /api/v1/ledger/export, checkpoints and the public key from the data directory's keys and anchors folders.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { checkpoints: { type: "string" }, "public-key": { type: "string" }, stamps: { type: "string" } },
});
const [command, exportPath] = positionals;
const { checkpoints: checkpointPath, "public-key": publicKeyPath, stamps: stampPath = null } = values;

if (command !== "verify" || exportPath === undefined || (checkpointPath === undefined) !== (publicKeyPath === undefined)) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const anchors = checkpointPath === undefined || publicKeyPath === undefined ? null : { checkpointPath, publicKeyPath, stampPath };
  const verdict = await verifyLedgerFile({ exportPath, anchors });
  for (const sentence of verdict.sentences) console.log(sentence);
  console.log(verdict.ok ? "OK" : "NOT OK");
  process.exitCode = verdict.ok ? 0 : 1;
}
