import { open, readFile, rm } from "node:fs/promises";
import type { Clock } from "../../../time/clock.ts";

const RETRY_MS = 100;

/** Runs `work` while holding `file`, so that two processes do not start one database twice. A dead holder's lock is taken over. */
export async function withStartLock<T>(file: string, clock: Clock, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const giveUpAtMs = clock.monotonicMs() + timeoutMs;
  while (!(await take(file))) {
    if (clock.monotonicMs() > giveUpAtMs) {
      throw new Error(`another process has been starting the database for ${timeoutMs / 1000} s; if none is, remove ${file}`);
    }
    await clock.sleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = Number(await readFile(file, "utf8").catch(() => ""));
  // An empty file is one that its holder has only just made.
  if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
  return false;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
