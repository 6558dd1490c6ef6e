import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../../shared/node/database/database.ts";
import { startEmbeddedPostgres } from "../../shared/node/database/embedded-postgres.ts";
import { migrateToLatest } from "../../shared/node/database/migrate.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import FOOTAGE_NODE_FLAGS from "../../shared/node/footage-node-flags.json" with { type: "json" };
import { seedCameras } from "../load/seed-cameras.ts";
import { spawnIngest } from "../load/spawn-ingest.ts";
import { findMediaMtx } from "../real-parts/mediamtx.ts";
import type { Bench } from "./bench.ts";
import { cameraClip } from "./camera-clip.ts";
import { addUsage, cpuBetween, usageOf, type ProcessUsage } from "./process-usage.ts";
import { end, startMediaMtxRecorder, startSourceFarm } from "./rtsp-source-farm.ts";
import { median, medianRatio } from "./statistics.ts";

const CAMERAS = 60;
const BYTES_PER_SECOND = 2_000_000 / 8;
const ROUNDS = 2;
const WARM_UP_MS = 15_000;
const MEASURED_MS = Number(process.argv[3] ?? 30) * 1000;
const GIGABYTE = 1e9;
const CACHE = fileURLToPath(new URL("../../.cache/bench", import.meta.url));

interface Window {
  cpuSPerGb: number;
  mbPerCamera: number;
  /** Bytes that reached the disk, of those that so many cameras make: below 1 the machine could not keep up, and the CPU is that of less footage. */
  deliveredShare: number;
}

interface Cell {
  folder: string;
  sourceUrl: string;
  mediaMtxPath: string;
  databaseUrl: string;
}

export const bench: Bench = {
  title: `${CAMERAS} RTSP cameras × 2 Mbit/s, camera → kept, beside MediaMTX recording the same cameras`,
  goals: { captureCpuRatio: "<= 0.35", wholePathCpuRatio: "<= 0.8", memoryPerCameraMb: "<= 3", deliveredShare: ">= 0.97" },
  async measure(say) {
    const mediaMtxPath = await findMediaMtx();
    if (mediaMtxPath === null) throw new Error("expected MediaMTX to compare with, got none: npm run real-parts builds it where Go is present");
    const folder = await mkdtemp(join(tmpdir(), "mingjian-bench-capture-"));
    const [postgres, farm] = [await startEmbeddedPostgres({ directory: join(folder, "postgres"), log: silentLog() }), await startSourceFarm(cameraClip(CACHE))];
    const cell = { folder, sourceUrl: farm.url, mediaMtxPath, databaseUrl: postgres.url };
    const measured: Record<"mediaMtx" | "pull" | "whole", Window[]> = { mediaMtx: [], pull: [], whole: [] };
    try {
      for (let round = 1; round <= ROUNDS; round += 1) {
        measured.mediaMtx.push(await measureMediaMtx(cell));
        say(`round ${round}, MediaMTX: ${words(measured.mediaMtx.at(-1))}`);
        measured.pull.push(await measurePull(cell));
        say(`round ${round}, capture alone: ${words(measured.pull.at(-1))}`);
        measured.whole.push(await measureWholePath(cell));
        say(`round ${round}, capture + push + ingest + database: ${words(measured.whole.at(-1))}`);
      }
    } finally {
      await farm.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
    const cpu = (windows: readonly Window[]) => windows.map(({ cpuSPerGb }) => cpuSPerGb);
    return {
      captureCpuRatio: medianRatio(cpu(measured.pull), cpu(measured.mediaMtx)),
      wholePathCpuRatio: medianRatio(cpu(measured.whole), cpu(measured.mediaMtx)),
      memoryPerCameraMb: median(measured.whole.map(({ mbPerCamera }) => mbPerCamera)),
      deliveredShare: median(measured.whole.map(({ deliveredShare }) => deliveredShare)),
      mediaMtxCpuSPerGb: median(cpu(measured.mediaMtx)),
      captureCpuSPerGb: median(cpu(measured.pull)),
      wholePathCpuSPerGb: median(cpu(measured.whole)),
      mediaMtxMbPerCamera: median(measured.mediaMtx.map(({ mbPerCamera }) => mbPerCamera)),
    };
  },
};

async function measureMediaMtx({ folder, sourceUrl, mediaMtxPath }: Cell): Promise<Window> {
  const records = await mkdtemp(join(folder, "mediamtx-"));
  const recorder = await startMediaMtxRecorder(mediaMtxPath, sourceUrl, CAMERAS, records);
  const window = await observe(() => usageOf(recorder.pid), recorder.pid);
  await recorder.stop();
  await rm(records, { recursive: true, force: true });
  return window;
}

async function measurePull({ sourceUrl }: Cell): Promise<Window> {
  const child = run("capture-pull.ts", [sourceUrl, `${CAMERAS}`]);
  await systemClock.sleep(WARM_UP_MS);
  const [before, startMs] = [await pulled(child), systemClock.monotonicMs()];
  const window = await observe(() => usageOf(pidOf(child)), pidOf(child), { warmUpMs: 0 });
  const [after, seconds] = [await pulled(child), (systemClock.monotonicMs() - startMs) / 1000];
  await end(child);
  const share = (after.bytes - before.bytes) / (CAMERAS * BYTES_PER_SECOND * seconds);
  if (share < 0.95 || after.losses > before.losses) {
    throw new Error(`expected all footage of ${CAMERAS} cameras, got ${Math.round(share * 100)} % and ${after.losses - before.losses} losses`);
  }
  return window;
}

async function pulled(child: ChildProcess): Promise<{ bytes: number; losses: number }> {
  const counted = once(child.stdout ?? process.stdin, "data") as Promise<[Buffer]>;
  child.kill("SIGUSR2");
  return JSON.parse(String((await counted)[0])) as { bytes: number; losses: number };
}

/** The real capture worker with its spool, and the real ingest stage with its log and database. */
async function measureWholePath({ folder, sourceUrl, databaseUrl }: Cell): Promise<Window> {
  const place = await mkdtemp(join(folder, "whole-"));
  const database = openDatabase(databaseUrl, { log: silentLog(), applicationName: "bench" });
  await migrateToLatest(database);
  const cameras = await seedCameras(database, CAMERAS);
  await database.destroy();
  const ingest = await spawnIngest({ databaseUrl, spoolDirectory: join(place, "server-spool") });
  const config = {
    siteName: "bench",
    serverUrls: [ingest.url],
    spool: { directory: join(place, "capture-spool"), maxBytes: 4 * 2 ** 30 },
    logLevel: "error",
    cameras: cameras.map(({ cameraId, token }) => ({ id: cameraId, token, audio: "off", main: { kind: "rtsp", url: sourceUrl } })),
  };
  await writeFile(join(place, "capture.json"), JSON.stringify(config));
  const capture = run("../../workers/capture/main.ts", ["--config", join(place, "capture.json")]);
  const backends = await postgresPid(folder);
  const writtenBytes = () => usageOf(pidOf(ingest.child)).writtenBytes;
  const window = await observe(() => [usageOf(pidOf(capture)), usageOf(pidOf(ingest.child)), usageOf(backends, { withChildren: true })].reduce(addUsage), pidOf(capture), { writtenBytes });
  await end(capture);
  await ingest.kill();
  await rm(place, { recursive: true, force: true });
  return window;
}

interface Observing {
  warmUpMs?: number;
  /** Where the footage ends up, if not in the observed processes themselves. */
  writtenBytes?: () => number;
}

/** `memoryPid` is the process that grows with cameras. */
async function observe(read: () => ProcessUsage, memoryPid: number, observing: Observing = {}): Promise<Window> {
  const { warmUpMs = WARM_UP_MS, writtenBytes = () => read().writtenBytes } = observing;
  await systemClock.sleep(warmUpMs);
  const [before, beforeBytes, startMs] = [read(), writtenBytes(), systemClock.monotonicMs()];
  await systemClock.sleep(MEASURED_MS);
  const [after, afterBytes, seconds] = [read(), writtenBytes(), (systemClock.monotonicMs() - startMs) / 1000];
  const bytes = CAMERAS * BYTES_PER_SECOND * seconds;
  return {
    cpuSPerGb: (cpuBetween(before, after) / bytes) * GIGABYTE,
    mbPerCamera: usageOf(memoryPid).pssBytes / 1e6 / CAMERAS,
    deliveredShare: (afterBytes - beforeBytes) / bytes,
  };
}

function words(window: Window | undefined): string {
  if (window === undefined) return "not measured";
  return `${window.cpuSPerGb.toFixed(2)} CPU-s/GB, ${window.mbPerCamera.toFixed(2)} MB a camera, ${(100 * window.deliveredShare).toFixed(0)} % on disk`;
}

/** The database's first process; its children do the work. */
async function postgresPid(folder: string): Promise<number> {
  const text = await readFile(join(folder, "postgres", "data", "postmaster.pid"), "utf8");
  return Number(text.split("\n")[0]);
}

function run(program: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...FOOTAGE_NODE_FLAGS, fileURLToPath(new URL(program, import.meta.url)), ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("the measured process did not start");
  return child.pid;
}
