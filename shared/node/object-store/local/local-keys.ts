import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "./file-error.ts";

const FIRST_REVISION = "@1.json";

/** Keys below `prefix` in the order of their names; folders that cannot match are not opened. */
export async function* walkKeys(keysFolder: string, prefix: string, within = ""): AsyncIterable<string> {
  const entries = await readdir(join(keysFolder, within), { withFileTypes: true }).catch((cause: unknown) => {
    if (hasCode(cause, "ENOENT")) return [];
    throw cause;
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = within + entry.name;
    if (entry.isDirectory()) {
      const folder = `${name}/`;
      if (folder.startsWith(prefix) || prefix.startsWith(folder)) yield* walkKeys(keysFolder, prefix, folder);
    } else if (name.endsWith(FIRST_REVISION) && name.startsWith(prefix)) {
      yield name.slice(0, -FIRST_REVISION.length);
    }
  }
}
