import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Everything that a decision depends on besides the ledger. */
const FOLDERS = ["rules", "calendar", "events", "records"];
const SHARED = path.resolve(import.meta.dirname, "../../shared");

/** SHA-256 over the rules' own files: a release with other rules computes everything again, one with the same does not. */
export async function digestRules(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of FOLDERS) {
    const entries = await readdir(path.join(SHARED, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && /(?<!\.test)\.(ts|json)$/.test(entry.name)).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.toSorted()) hash.update(`${path.relative(SHARED, file)}\n`).update(await readFile(file));
  }
  return hash.digest("hex");
}
