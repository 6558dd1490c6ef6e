import { readdir, readFile, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { LocalFolders } from "./local-folders.ts";

const ORPHAN_AGE_MS = 24 * 3600 * 1000;

/**
 * Removes temporary files and contents that no key names, both older than a
 * day: what a crash between two steps of a write leaves behind, and what
 * `delete` let go of. Keys decide; a content that any key names stays.
 */
export async function sweepLocalFolders(folders: LocalFolders, now: Date): Promise<{ removedFiles: number }> {
  const before = now.getTime() - ORPHAN_AGE_MS;
  let removedFiles = await removeOld(await filesBelow(folders.tmp), before, () => true);
  const contents = await filesBelow(folders.objects);
  const old = await olderThan(contents, before);
  if (old.length === 0) return { removedFiles };
  const named = await namedContents(folders.keys);
  removedFiles += await removeOld(old, before, (path) => !named.has(path.slice(path.lastIndexOf("/") + 1)));
  return { removedFiles };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function olderThan(paths: string[], beforeMs: number): Promise<string[]> {
  const old: string[] = [];
  for (const path of paths) if ((await stat(path)).mtimeMs < beforeMs) old.push(path);
  return old;
}

async function removeOld(paths: string[], beforeMs: number, unwanted: (path: string) => boolean): Promise<number> {
  let removed = 0;
  for (const path of await olderThan(paths.filter(unwanted), beforeMs)) {
    await unlink(path);
    removed += 1;
  }
  return removed;
}

async function namedContents(keysFolder: string): Promise<Set<string>> {
  const named = new Set<string>();
  for (const path of await filesBelow(keysFolder)) {
    const sha256 = /"sha256": "([0-9a-f]{64})"/.exec(await readFile(path, "utf8"))?.[1];
    if (sha256 === undefined) throw new Error(`expected a lock file with a sha256 in ${path}: nothing is swept until it is repaired`);
    named.add(sha256);
  }
  return named;
}
