import { randomUUID } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { syncDirectory } from "../record-log/log-files.ts";

/**
 * How the archive worker lets spool files go (P4): it writes here the number
 * of the oldest file that it still needs; ingest, which owns the log, reads it
 * from time to time and calls `removeBefore`. No mark = nothing may go.
 */
const MARK_NAME = "released.json";
const ReleasedMark = z.object({ keepFrom: z.number().int().min(0) });

/** Durable before it returns, so that a power cut can only bring an older, safer mark back. */
export async function writeReleasedMark(spoolDirectory: string, keepFrom: number): Promise<void> {
  const temporary = join(spoolDirectory, `${MARK_NAME}.${randomUUID()}`);
  const handle = await open(temporary, "wx");
  try {
    await handle.writeFile(`${JSON.stringify({ keepFrom })}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, join(spoolDirectory, MARK_NAME));
  await syncDirectory(spoolDirectory);
}

/** Files below this number are archived; 0 where nothing was released yet. */
export async function readReleasedMark(spoolDirectory: string): Promise<number> {
  let text: string;
  try {
    text = await readFile(join(spoolDirectory, MARK_NAME), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
  return ReleasedMark.parse(JSON.parse(text)).keepFrom;
}
