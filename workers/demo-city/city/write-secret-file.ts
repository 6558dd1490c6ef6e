import { rename, writeFile } from "node:fs/promises";

/** JSON that only its owner can read, whole or not at all: readers never see half a file. */
export async function writeSecretFile(file: string, content: unknown): Promise<void> {
  const unfinished = `${file}.tmp`;
  await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}
