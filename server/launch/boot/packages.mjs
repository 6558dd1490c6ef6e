import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runNpm, runQuietly } from "./command.mjs";
import { whileLocked } from "./lock.mjs";
import { BootError, step } from "./progress.mjs";

const STAMP = join(ROOT, "node_modules", ".boot-stamp");

/** Installs what the lock file names, unless node_modules already holds exactly that for this platform. */
export async function installPackages(node) {
  const wanted = await stampFor(node);
  if (readStamp() === wanted) return;
  await whileLocked(join(ROOT, ".node", "install.lock"), async () => {
    if (readStamp() === wanted) return;
    await step("npm packages", installFromLock);
    writeFileSync(STAMP, wanted);
  });
}

async function installFromLock() {
  // NODE_ENV=production in the environment would leave out vite, which builds the client.
  const { code, output } = await runNpm(["ci", "--include=dev", "--no-audit", "--no-fund"]);
  if (code === 0) return;
  throw new BootError(
    `npm ci failed: ${output.trim().split("\n").slice(-6).join(" / ")}`,
    "check the network and the free space on the disk, and start again",
  );
}

async function stampFor(node) {
  // The running Node knows its own ABI; only another one has to be asked.
  const abi = node === process.execPath ? process.versions.modules : (await runQuietly(node, ["-p", "process.versions.modules"])).output.trim();
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  return createHash("sha256").update(lock).update(`${process.platform} ${process.arch} ${abi}`).digest("hex");
}

function readStamp() {
  try {
    return readFileSync(STAMP, "utf8");
  } catch {
    return null;
  }
}
