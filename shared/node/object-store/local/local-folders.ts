import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, syncFolder } from "./durable-file.ts";
import { hasCode } from "./file-error.ts";

/** Written once when a store is made; its absence later means that the disk is not mounted. */
export const MARKER_NAME = "mingjian-store.json";

export interface LocalFolders {
  root: string;
  keys: string;
  objects: string;
  tmp: string;
  content(sha256: string): string;
}

export function localFolders(root: string): LocalFolders {
  const objects = join(root, "objects");
  return {
    root,
    keys: join(root, "keys"),
    objects,
    tmp: join(root, "tmp"),
    content: (sha256) => join(objects, sha256.slice(0, 2), sha256.slice(2, 4), sha256),
  };
}

/** Makes the folders of a new store, or finds those of an old one. */
export async function prepareLocalFolders(root: string): Promise<LocalFolders> {
  const folders = localFolders(root);
  for (const folder of [root, folders.keys, folders.objects, folders.tmp]) await makeFolder(folder);
  const marker = join(root, MARKER_NAME);
  try {
    await writeFile(marker, `${JSON.stringify({ format: "mingjian-store/1" })}\n`, { flag: "wx" });
    await chmod(marker, 0o440);
  } catch (cause) {
    if (!hasCode(cause, "EEXIST")) throw cause;
  }
  await syncFolder(root);
  return folders;
}
