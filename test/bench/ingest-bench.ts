import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openDatabase } from "../../shared/node/database/database.ts";
import { startEmbeddedPostgres } from "../../shared/node/database/embedded-postgres.ts";
import { migrateToLatest } from "../../shared/node/database/migrate.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { spawnIngest } from "../load/spawn-ingest.ts";
import type { Bench } from "./bench.ts";
import { cpuBetween, usageOf } from "./process-usage.ts";
import { median, medianRatio } from "./statistics.ts";

const CAMERAS = [100, 400] as const;
const MOST_CAMERAS = 400;
const CAMERAS_PER_SITE = 20;
const BITS_PER_SECOND = 2_000_000;
const FRAGMENT_MS = 200;
const FRAGMENT_BYTES = (BITS_PER_SECOND / 8) * (FRAGMENT_MS / 1000);
const ROUNDS = 2;
const WARM_UP_MS = 4_000;
const MEASURED_MS = Number(process.argv[3] ?? 15) * 1000;
const GIGABYTE = 1e9;

/** What a load generator prints as its last line. */
const LoadReport = z.object({ ackP50Ms: z.number().nullable(), ackP99Ms: z.number().nullable(), refused: z.number().default(0) });

interface Window {
  cores: number;
  cpuSPerGb: number;
  residentMb: number;
  ackP99Ms: number | null;
  /** Bytes that reached the disk, of those that so many cameras make: below 1 the disk, not the CPU, was the limit. */
  deliveredShare: number;
}

export const bench: Bench = {
  title: "cameras × 2 Mbit/s with durable acknowledgements, beside raw TCP framing of one fragment at a time with the same hash and disk",
  goals: { cpuRatioToRawTcp: "<= 1.2", ackP99Ms: "< 1000", camerasPerCore: ">= 400", residentMb: "<= 400" },
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), "mingjian-bench-ingest-"));
    const postgres = await startEmbeddedPostgres({ directory: join(folder, "postgres"), log: silentLog() });
    try {
      const database = openDatabase(postgres.url, { log: silentLog(), applicationName: "bench" });
      await migrateToLatest(database);
      await database.destroy();
      const ours: Record<number, Window[]> = Object.fromEntries(CAMERAS.map((cameras) => [cameras, []]));
      const raw: Window[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        raw.push(await measureRawTcp(folder, MOST_CAMERAS));
        say(`round ${round}, raw TCP, ${MOST_CAMERAS} cameras: ${words(raw.at(-1))}`);
        for (const cameras of CAMERAS) {
          ours[cameras]?.push(await measureIngest(folder, postgres.url, cameras));
          say(`round ${round}, ingest, ${cameras} cameras: ${words(ours[cameras]?.at(-1))}`);
        }
      }
      return figuresOf(ours, raw);
    } finally {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function figuresOf(ours: Record<number, Window[]>, raw: Window[]): Record<string, number | null> {
  const most = ours[MOST_CAMERAS] ?? [];
  const fewest = ours[CAMERAS[0]] ?? [];
  const cores = median(most.map((window) => window.cores));
  const delivered = median(most.map((window) => window.deliveredShare));
  const acks = most.map(({ ackP99Ms }) => ackP99Ms).filter((ms) => ms !== null);
  const [residentMb, fewestMb] = [median(most.map((window) => window.residentMb)), median(fewest.map((window) => window.residentMb))];
  return {
    cpuRatioToRawTcp: medianRatio(most.map((window) => window.cpuSPerGb), raw.map((window) => window.cpuSPerGb)),
    ackP99Ms: median(acks),
    camerasPerCore: cores === null || delivered === null ? null : (MOST_CAMERAS * Math.min(1, delivered)) / cores,
    residentMb,
    cpuSPerGb: median(most.map((window) => window.cpuSPerGb)),
    rawTcpCpuSPerGb: median(raw.map((window) => window.cpuSPerGb)),
    rawTcpResidentMb: median(raw.map((window) => window.residentMb)),
    deliveredShare: delivered,
    residentMbPerAddedCamera: residentMb === null || fewestMb === null ? null : (residentMb - fewestMb) / (MOST_CAMERAS - CAMERAS[0]),
  };
}

async function measureIngest(folder: string, databaseUrl: string, cameras: number): Promise<Window> {
  const spoolDirectory = await mkdtemp(join(folder, "spool-"));
  const server = await spawnIngest({ databaseUrl, spoolDirectory });
  const seconds = (WARM_UP_MS + MEASURED_MS) / 1000 + 1;
  const load = run("../load/ingest-load.ts", ["--url", server.url, "--database", databaseUrl, "--cameras", `${cameras}`, "--per-site", `${CAMERAS_PER_SITE}`, "--kbps", `${BITS_PER_SECOND / 1000}`, "--seconds", `${seconds}`]);
  const window = await observe(server.child.pid, load, cameras);
  await server.kill();
  await rm(spoolDirectory, { recursive: true, force: true });
  return window;
}

async function measureRawTcp(folder: string, cameras: number): Promise<Window> {
  const logPath = join(folder, "raw-tcp.log");
  const server = run("raw-tcp/server.ts", [logPath]);
  const port = String(((await once(server.stdout ?? process.stdin, "data")) as [Buffer])[0]).trim();
  const load = run("raw-tcp/pusher.ts", [port, `${cameras}`, `${FRAGMENT_BYTES}`, `${(WARM_UP_MS + MEASURED_MS) / 1000 + 1}`]);
  const window = await observe(server.pid, load, cameras);
  const gone = once(server, "exit");
  server.kill("SIGKILL");
  await gone;
  await rm(logPath, { force: true });
  return window;
}

/** CPU of one process over the measured time, while a load generator in another feeds it. */
async function observe(pid: number | undefined, load: ChildProcess, cameras: number): Promise<Window> {
  if (pid === undefined) throw new Error("the measured process did not start");
  const report = lastLine(load);
  await systemClock.sleep(WARM_UP_MS);
  const [before, startMs] = [usageOf(pid), systemClock.monotonicMs()];
  await systemClock.sleep(MEASURED_MS);
  const [after, seconds] = [usageOf(pid), (systemClock.monotonicMs() - startMs) / 1000];
  const { ackP99Ms, refused } = LoadReport.parse(JSON.parse(await report));
  if (refused > 0) throw new Error(`the load was refused ${refused} times: the figures would not be those of ${cameras} cameras`);
  const cpuSeconds = cpuBetween(before, after);
  const writtenBytes = after.writtenBytes - before.writtenBytes;
  const deliveredShare = writtenBytes / (cameras * (BITS_PER_SECOND / 8) * seconds);
  return { cores: cpuSeconds / seconds, cpuSPerGb: (cpuSeconds / writtenBytes) * GIGABYTE, residentMb: after.rssBytes / 1e6, ackP99Ms, deliveredShare };
}

function run(program: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

async function lastLine(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(child, "close");
  return text.trim().split("\n").at(-1) ?? "";
}

function words(window: Window | undefined): string {
  if (window === undefined) return "not measured";
  const { cores, cpuSPerGb, residentMb, ackP99Ms, deliveredShare } = window;
  return `${cores.toFixed(2)} core, ${cpuSPerGb.toFixed(2)} CPU-s/GB, ${residentMb.toFixed(0)} MB, ack p99 ${ackP99Ms?.toFixed(0) ?? "—"} ms, ${(100 * deliveredShare).toFixed(0)} % delivered`;
}
