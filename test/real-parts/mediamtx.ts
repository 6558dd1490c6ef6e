import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { cachedPart, partFolder } from "./part-cache.ts";

const run = promisify(execFile);
const VERSION = "v1.20.1";
const HLS_JS = "hls.js@1.6.16";

/** The path of MediaMTX (the recorder that benches compare with, and an RTSP server no one here wrote), or null. */
export function findMediaMtx(): Promise<string | null> {
  return cachedPart("mediamtx");
}

/** Builds MediaMTX from the Go module proxy. Two files that its release process generates are made here: VERSION, and hls.min.js from npm. */
export async function buildMediaMtx(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "mingjian-mediamtx-"));
  try {
    const { stdout } = await run("go", ["mod", "download", "-json", `github.com/bluenviron/mediamtx@${VERSION}`], { cwd: work });
    const source = join(work, "source");
    await cp(z.object({ Dir: z.string() }).parse(JSON.parse(stdout)).Dir, source, { recursive: true });
    await run("chmod", ["-R", "u+w", source]);
    await writeFile(join(source, "internal/core/VERSION"), `${VERSION}\n`);
    await run("npm", ["pack", "--silent", HLS_JS], { cwd: work });
    await run("sh", ["-c", "tar xzf hls.js-*.tgz package/dist/hls.min.js"], { cwd: work });
    await copyFile(join(work, "package/dist/hls.min.js"), join(source, "internal/servers/hls/hls.min.js"));
    await run("go", ["build", "-trimpath", "-o", join(work, "mediamtx"), "."], { cwd: source, maxBuffer: 64 << 20, env: { ...process.env, CGO_ENABLED: "0" } });
    await mkdir(partFolder(process.env), { recursive: true });
    const target = join(partFolder(process.env), "mediamtx");
    await copyFile(join(work, "mediamtx"), `${target}.new`);
    await chmod(`${target}.new`, 0o755);
    await rename(`${target}.new`, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
