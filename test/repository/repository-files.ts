import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

export const ROOT = path.resolve(import.meta.dirname, "../..");

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  path: string;
  text: string;
}

/** Every file that git knows or would take in, so that the tests also judge what is not yet committed. */
export function trackedPaths(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
  return listed.split("\n").filter((file) => file !== "" && existsSync(path.join(ROOT, file)));
}

export function sourceFiles(): SourceFile[] {
  return trackedPaths()
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.endsWith(".d.ts"))
    .map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), "utf8") }));
}

export function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8");
}

/** Tests, and what stands beside a unit only for its tests: contracts, fixtures, test-database.ts. */
export function isTest(file: SourceFile): boolean {
  return file.path.startsWith("test/") || /(\.(test|contract)|-fixture)\.tsx?$|\/(test|scripted)-[\w-]+\.ts$/.test(file.path);
}

export interface Import {
  from: string;
  /** A package ("kysely/migration"), a Node module ("node:net"), or a file from the root ("shared/time/clock.ts"). */
  to: string;
  typeOnly: boolean;
}

/** Static imports, re-exports and `import()` of a file. */
export function importsOf(file: SourceFile): Import[] {
  const pattern = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/g;
  return [...file.text.matchAll(pattern)].map(([, type, spec = "", dynamic = ""]) => {
    const target = spec || dynamic;
    const to = target.startsWith(".") ? path.posix.join(path.posix.dirname(file.path), target) : target;
    return { from: file.path, to, typeOnly: type !== undefined };
  });
}
