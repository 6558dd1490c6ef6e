import { open, readdir, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

/** Files of one log: 00000001.mjl, 00000002.mjl … in the order they were written. */
const FILE_NAME = /^(\d{8,})\.mjl$/;

export function logFilePath(directory: string, fileNumber: number): string {
  return join(directory, `${String(fileNumber).padStart(8, "0")}.mjl`);
}

/** File numbers present, ascending. A directory that does not exist yet has none. */
export async function listLogFiles(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .map((name) => FILE_NAME.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** Makes a created or removed name survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  await withFile(directory, "r", (handle) => handle.sync());
}

export async function withFile<T>(path: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, flags);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}
