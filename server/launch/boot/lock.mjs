import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { say } from "./progress.mjs";

/**
 * One boot at a time installs; another waits and then finds the work done. The
 * lock names its owner's process id, so that a boot that was killed blocks nobody.
 */
export async function whileLocked(lockFile, work) {
  mkdirSync(dirname(lockFile), { recursive: true });
  for (let waited = false; !take(lockFile); waited = true) {
    if (!waited) say("another start is installing; waiting for it …");
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function take(lockFile) {
  // link(2) makes the lock appear together with its content, and fails if one is there.
  const mine = `${lockFile}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, lockFile);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!ownerLives(lockFile)) rmSync(lockFile, { force: true });
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function ownerLives(lockFile) {
  try {
    process.kill(Number(readFileSync(lockFile, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM" || error.code === "ENOENT";
  }
}
