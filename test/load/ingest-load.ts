import { parseArgs } from "node:util";
import { openDatabase } from "../../shared/node/database/database.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { LoadSite } from "./load-site.ts";
import { seedCameras, type SeededCamera } from "./seed-cameras.ts";

export interface IngestLoadOptions {
  url: string;
  cameras: readonly SeededCamera[];
  camerasPerSite: number;
  bitsPerSecond: number;
  fragmentMs: number;
}

export interface IngestLoadReport {
  records: number;
  bytes: number;
  /** Of every acknowledged batch since the last {@link IngestLoad.report}. */
  ackMs: number[];
  refusals: string[];
}

/** Made-up cameras that push to a real server over real sockets, as many sites. */
export class IngestLoad {
  readonly sites: LoadSite[] = [];
  #report: IngestLoadReport = { records: 0, bytes: 0, ackMs: [], refusals: [] };

  constructor(options: IngestLoadOptions) {
    const { url, cameras, camerasPerSite, bitsPerSecond, fragmentMs } = options;
    const fragmentBytes = Math.round((bitsPerSecond / 8) * (fragmentMs / 1000));
    for (let from = 0; from < cameras.length; from += camerasPerSite) {
      const onAck = (latencyMs: number, records: number, bytes: number): void => {
        this.#report.records += records;
        this.#report.bytes += bytes;
        this.#report.ackMs.push(latencyMs);
      };
      this.sites.push(new LoadSite({ url, siteName: `site-${this.sites.length + 1}`, cameras: cameras.slice(from, from + camerasPerSite), fragmentBytes, fragmentMs, startsAfterMs: (from / cameras.length) * fragmentMs, onAck }));
    }
  }

  /** What happened since the last call. */
  report(): IngestLoadReport {
    const report = this.#report;
    for (const site of this.sites) report.refusals.push(...site.refusals.splice(0));
    this.#report = { records: 0, bytes: 0, ackMs: [], refusals: [] };
    return report;
  }

  /** The last acknowledged number of each camera: none up to here may ever be lost. */
  acknowledged(): Map<string, number> {
    return new Map(this.sites.flatMap((site) => site.cameras.map(({ cameraId, ackedNumber }) => [cameraId, ackedNumber] as const)));
  }

  pause(): void {
    for (const site of this.sites) site.pause();
  }

  resume(): void {
    for (const site of this.sites) site.resume();
  }

  stop(): void {
    for (const site of this.sites) site.stop();
  }
}

/** `node ingest-load.ts --url URL --database URL --cameras 50 --per-site 10 --kbps 2000 --seconds 20` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "http://127.0.0.1:8080" },
      database: { type: "string" },
      cameras: { type: "string", default: "50" },
      "per-site": { type: "string", default: "10" },
      kbps: { type: "string", default: "2000" },
      "fragment-ms": { type: "string", default: "200" },
      seconds: { type: "string", default: "20" },
    },
  });
  if (values.database === undefined) throw new Error("expected --database postgres://… (where the cameras are registered), got none");
  const database = openDatabase(values.database, { log: silentLog(), applicationName: "ingest load" });
  const cameras = await seedCameras(database, Number(values.cameras));
  await database.destroy();
  const load = new IngestLoad({ url: values.url, cameras, camerasPerSite: Number(values["per-site"]), bitsPerSecond: Number(values.kbps) * 1000, fragmentMs: Number(values["fragment-ms"]) });
  await systemClock.sleep(Number(values.seconds) * 1000);
  const { records, bytes, ackMs, refusals } = load.report();
  load.stop();
  const sorted = ackMs.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 10) / 10;
  process.stdout.write(`${JSON.stringify({ records, megabytes: Math.round(bytes / 1e6), ackP50Ms: at(0.5), ackP99Ms: at(0.99), refusals: refusals.slice(0, 5), refused: refusals.length })}\n`);
}

if (import.meta.main) await main();
