import { execFile } from "node:child_process";
import { access, constants, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where built programs are kept between runs: $XDG_CACHE_HOME/mingjian, else .cache/parts in the clone. */
export function partFolder(environment: NodeJS.ProcessEnv): string {
  const shared = environment["XDG_CACHE_HOME"];
  return shared === undefined || shared === "" ? join(import.meta.dirname, "../../.cache/parts") : join(shared, "mingjian");
}

/** The path of a program built earlier, or null. */
export async function cachedPart(name: string, folder = partFolder(process.env)): Promise<string | null> {
  const path = join(folder, name);
  return access(path, constants.X_OK).then(
    () => path,
    () => null,
  );
}

/** Builds one Go program into the cache. @throws with the compiler's words, or that Go is missing */
export async function goInstall(module: string, folder = partFolder(process.env)): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run("go", ["install", "-trimpath", module], { env: { ...process.env, GOBIN: folder, CGO_ENABLED: "0" }, maxBuffer: 64 << 20 });
}

/**
 * Why a real part cannot be used, or false. With MINGJIAN_REQUIRE_REAL_PARTS=1
 * (strict CI) a missing part is a failure instead of a skipped test.
 */
export async function missingPart(name: string): Promise<string | false> {
  if ((await cachedPart(name)) !== null) return false;
  const reason = `${name} is not built: run "npm run real-parts" (needs Go)`;
  if (process.env["MINGJIAN_REQUIRE_REAL_PARTS"] === "1") throw new Error(reason);
  return reason;
}
