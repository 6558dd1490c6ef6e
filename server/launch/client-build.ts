import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { LaunchError } from "./launch-error.ts";
import { ROOT } from "./root.ts";

/** Folders and files that the pages are built from. */
const SOURCES = ["client", "shared", "vite.config.ts", "package-lock.json"];
const BUILT = "dist/client/index.html";

/** Builds the pages when a source is newer than the last build. @returns whether it had to */
export async function buildClientIfNeeded(say: (line: string) => void): Promise<boolean> {
  const builtMs = await modifiedMs(path.join(ROOT, BUILT));
  const newest = Math.max(...(await Promise.all(SOURCES.map((source) => newestMs(path.join(ROOT, source))))));
  if (builtMs > newest) return false;
  say("building the pages …");
  const { code, output } = await runVite();
  if (code !== 0) throw new LaunchError(`the pages could not be built: ${output.trim().split("\n").slice(-8).join(" / ")}`, "run npm run build to see more");
  return true;
}

function runVite(): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/vite/bin/vite.js", "build"], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output = `${output}${chunk.toString()}`.slice(-10_000);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

async function newestMs(place: string): Promise<number> {
  const entries = await readdir(place, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Math.max(await modifiedMs(place), ...(await Promise.all(files.map(modifiedMs))));
}

async function modifiedMs(file: string): Promise<number> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? found.mtimeMs : 0;
}
