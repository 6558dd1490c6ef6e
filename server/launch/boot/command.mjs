import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs a command quietly; what it said is kept for the error. Resolves to its exit code and output. */
export function runQuietly(command, args, { env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** npm as the outer npm that runs us, else the one on the path. */
export function runNpm(args) {
  const npm = process.env.npm_execpath;
  return npm?.endsWith(".js")
    ? runQuietly(process.execPath, [npm, ...args], { env: withoutNpmSettings() })
    : runQuietly("npm", args, { env: withoutNpmSettings() });
}

/** An outer npm exports its own settings (npm_config_*, npm_package_*), which would bend the inner one. */
function withoutNpmSettings() {
  const kept = Object.entries(process.env).filter(([key]) => !/^npm_(?!config_(registry|cafile|.*proxy)$)/i.test(key));
  return Object.fromEntries(kept);
}

export function findOnPath(name) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return null;
}
