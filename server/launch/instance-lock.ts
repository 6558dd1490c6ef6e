import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LaunchError } from "./launch-error.ts";

/**
 * One launcher a data directory. The lock names its process, so that one left
 * by kill -9 is seen to be stale. @returns a function that gives it up
 */
export function lockDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "launcher.lock");
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    if (!claim(mine, file)) {
      const owner = readOwner(file);
      if (owner !== null && isLauncher(owner)) {
        throw new LaunchError(`${directory} is in use by process ${owner}`, "stop that one first, or choose another folder with DATA_DIR=…");
      }
      rmSync(file, { force: true });
      if (!claim(mine, file)) throw new LaunchError(`${directory} is just being started by another process`, "wait for it, or choose another folder with DATA_DIR=…");
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** link(2) shows the file with its content or not at all, and fails when it is there. */
function claim(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

function readOwner(file: string): number | null {
  try {
    return Number(readFileSync(file, "utf8")) || null;
  } catch {
    return null;
  }
}

/** Alive and, where /proc tells, really a launcher: process ids are used again. */
function isLauncher(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("launch/start.ts");
  } catch {
    return true;
  }
}
