import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, open, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { openDatabase } from "../../shared/node/database/database.ts";
import { startEmbeddedPostgres } from "../../shared/node/database/embedded-postgres.ts";
import { migrateToLatest } from "../../shared/node/database/migrate.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { openObjectStore, type ObjectStoreConfig } from "../../shared/node/object-store/open-object-store.ts";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { openRecordLog } from "../../shared/node/record-log/open-record-log.ts";
import { readRecordLog } from "../../shared/node/record-log/read-record-log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { loadSigningKey } from "../../shared/node/signing/signing-key.ts";
import { ArchiveRun } from "../../workers/archive/archive-run.ts";
import { DEFAULT_ARCHIVE_SETTINGS } from "../../workers/archive/archive-settings.ts";
import { verify } from "../../workers/verify/verify.ts";
import { addTestStream, SpoolWriter } from "../integration/archive-fixtures.ts";
import { missingPart } from "../real-parts/part-cache.ts";
import { startMinio } from "../real-parts/s3-servers.ts";
import type { Bench } from "./bench.ts";

const CAMERAS = 12;
/** 12 × 5 min: one camera hour in all, at 2 Mbit/s. */
const FRAGMENTS = 1_500;
const FRAGMENT_BYTES = 50_000;
const GIGABYTE = 1e9;

type Db = Kysely<Database>;

interface Rate {
  mbPerS: number;
  cpuSPerGb: number;
}

export const bench: Bench = {
  title: "spool to locked segments, on this disk and in MinIO, beside plain read + SHA-256 + write + fsync of the same bytes; and verifying a camera hour",
  // 50 MB/s is 200 cameras of 2 Mbit/s.
  goals: { localMbPerS: ">= 50", minioMbPerS: ">= 40", localCpuRatioToRaw: "<= 2", verifySPerCameraHour: "<= 5" },
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), "mingjian-bench-archive-"));
    const postgres = await startEmbeddedPostgres({ directory: join(folder, "postgres"), log: silentLog() });
    const database = openDatabase(postgres.url, { log: silentLog(), applicationName: "bench" });
    try {
      await migrateToLatest(database);
      say(`filling a spool with ${CAMERAS} cameras`);
      await fillSpool(folder, database);
      const raw = await measured(() => copyRaw(folder));
      say(`plain copy: ${words(raw)}`);
      const local = await archive(folder, database, { kind: "local", folder: join(folder, "objects"), immutable: "off", reserveBytes: 0 });
      say(`local store: ${words(local)}`);
      const startMs = systemClock.monotonicMs();
      const options = { what: { kind: "data" as const, directory: folder }, camera: null, keyFiles: [], deviceKeys: new Map(), whole: true, lang: "en" as const };
      const code = await verify(options, { environment: {}, clock: systemClock, print: () => {} });
      const verifySPerCameraHour = code === 0 ? (systemClock.monotonicMs() - startMs) / 1000 : null;
      const minio = await archiveToMinio(folder, database);
      if (minio !== null) say(`MinIO: ${words(minio)}`);
      return {
        localMbPerS: local.mbPerS,
        localCpuSPerGb: local.cpuSPerGb,
        rawMbPerS: raw.mbPerS,
        rawCpuSPerGb: raw.cpuSPerGb,
        localCpuRatioToRaw: local.cpuSPerGb / raw.cpuSPerGb,
        minioMbPerS: minio?.mbPerS ?? null,
        minioCpuSPerGb: minio?.cpuSPerGb ?? null,
        verifySPerCameraHour,
      };
    } finally {
      await database.destroy();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function fillSpool(folder: string, database: Db): Promise<void> {
  const log = await openRecordLog({ directory: join(folder, "spool"), fileBytes: 64 << 20, durability: { kind: "each-batch" }, onDamage: () => {} }, systemClock);
  const writers: SpoolWriter[] = [];
  for (let camera = 1; camera <= CAMERAS; camera += 1) writers.push(new SpoolWriter(await addTestStream(database, `bench-c${camera}`, Date.UTC(2026, 5, 1) * 1000)));
  await log.append(writers.map((writer) => writer.init(randomBytes(800))));
  for (let index = 0; index < FRAGMENTS; index += 1) await log.append(writers.map((writer) => writer.media(randomBytes(FRAGMENT_BYTES), index)));
  await log.close();
}

async function archive(folder: string, database: Db, config: ObjectStoreConfig): Promise<Rate> {
  const store = await openObjectStore(config, systemClock);
  try {
    return await measured(() => archiveAll(folder, database, store));
  } finally {
    await store.close();
  }
}

async function archiveAll(folder: string, db: Db, store: ObjectStore): Promise<void> {
  const spoolDirectory = join(folder, "spool");
  const spool = readRecordLog(spoolDirectory, () => {});
  const key = await loadSigningKey(join(folder, "keys"), "archive-key");
  const run = new ArchiveRun({ db, store, spool, key, spoolId: "bench", spoolDirectory, retentionYears: 5, settings: DEFAULT_ARCHIVE_SETTINGS, clock: systemClock, signal: new AbortController().signal, log: silentLog() });
  await run.begin();
  do {
    await run.turn();
    await run.pause();
  } while (run.waiting().segments > 0);
  await run.drain();
  await spool.close();
}

async function archiveToMinio(folder: string, database: Db): Promise<Rate | null> {
  if ((await missingPart("minio")) !== false) return null;
  const minio = await startMinio();
  try {
    await database.deleteFrom("segment").execute();
    await rm(join(folder, "spool/released.json"), { force: true });
    const { accessKey, secretKey, url: endpoint } = minio;
    return await archive(folder, database, { kind: "s3", endpoint, region: "us-east-1", bucket: "bench", accessKey, secretKey, defaultRetentionDays: 1, requestTimeoutMs: 60_000 });
  } finally {
    await minio.remove();
  }
}

/** The least that keeping a byte can cost: read, hash, write, sync. */
async function copyRaw(folder: string): Promise<void> {
  const target = join(folder, "raw-copy");
  for (const name of await readdir(join(folder, "spool"))) {
    if (!name.endsWith(".mjl")) continue;
    const bytes = await readFile(join(folder, "spool", name));
    createHash("sha256").update(bytes).digest();
    const handle = await open(target, "w");
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
  }
  await rm(target, { force: true });
}

async function measured(work: () => Promise<void>): Promise<Rate> {
  const startMs = systemClock.monotonicMs();
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  const bytes = CAMERAS * FRAGMENTS * FRAGMENT_BYTES;
  const seconds = (systemClock.monotonicMs() - startMs) / 1000;
  return { mbPerS: bytes / 1e6 / seconds, cpuSPerGb: (used.user + used.system) / 1e6 / (bytes / GIGABYTE) };
}

function words({ mbPerS, cpuSPerGb }: Rate): string {
  return `${mbPerS.toFixed(0)} MB/s, ${cpuSPerGb.toFixed(2)} CPU-s/GB`;
}
