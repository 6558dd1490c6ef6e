import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { archiveFacts } from "../../shared/node/database/archive-queries.ts";
import { openObjectStore, type ObjectStoreConfig } from "../../shared/node/object-store/open-object-store.ts";
import { openRecordLog } from "../../shared/node/record-log/open-record-log.ts";
import { nodeVerifyTools } from "../../shared/node/segment/node-verify-tools.ts";
import { CONTINUITY_START, checkContinuity } from "../../shared/segment/verify-continuity.ts";
import { verifySegment } from "../../shared/segment/verify-segment.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { loadSigningKey } from "../../shared/node/signing/signing-key.ts";
import { missingPart } from "../real-parts/part-cache.ts";
import { startMinio } from "../real-parts/s3-servers.ts";
import { addTestStream, makeClip, SpoolWriter, type Clip, type TestStream } from "./archive-fixtures.ts";

const MAIN = join(import.meta.dirname, "../../workers/archive/main.ts");
const KILLS = 4;
const CAMERAS = Array.from({ length: 8 }, (_, index) => `kill-c${index + 1}`);
let database: TestDatabase;
let clip: Clip;

beforeAll(async () => {
  [database, clip] = await Promise.all([createTestDatabase(), makeClip(150)]);
}, 120_000);
afterAll(() => database.drop());

async function fillSpool(folder: string, cameras: readonly string[]): Promise<TestStream[]> {
  const log = await openRecordLog({ directory: join(folder, "spool"), fileBytes: 1 << 20, durability: { kind: "each-batch" }, onDamage: () => {} }, systemClock);
  const streams: TestStream[] = [];
  for (const camera of cameras) {
    const stream = await addTestStream(database.db, camera, Date.UTC(2026, 5, 1) * 1000);
    streams.push(stream);
    const entries = new SpoolWriter(stream).clip(clip);
    for (let at = 0; at < entries.length; at += 100) await log.append(entries.slice(at, at + 100));
  }
  await log.close();
  return streams;
}

function startWorker(environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, DATABASE_URL: database.url, LOG_LEVEL: "warn", ...environment }, stdio: ["ignore", "inherit", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function archivedRecords(streams: readonly TestStream[]): Promise<number> {
  const rows = await database.db.selectFrom("segment").select(["firstNumber", "lastNumber"]).where("streamId", "in", streams.map((stream) => stream.streamId)).execute();
  return rows.reduce((sum, row) => sum + row.lastNumber - row.firstNumber + 1, 0);
}

async function expectWhole(streams: readonly TestStream[], folder: string, config: ObjectStoreConfig): Promise<void> {
  const key = await loadSigningKey(join(folder, "keys"), "archive-key");
  const keys = { archive: new Map([[key.id, key.publicKey]]), device: new Map() };
  const store = await openObjectStore(config, systemClock);
  for (const stream of streams) {
    const rows = await database.db.selectFrom("segment").selectAll().where("streamId", "=", stream.streamId).orderBy("firstNumber").execute();
    let state = CONTINUITY_START;
    for (const row of rows) {
      const { manifest, problems } = await verifySegment(await store.get({ key: row.objectKey, version: row.objectVersion }), keys, nodeVerifyTools);
      expect(problems).toEqual([]);
      if (manifest === null) throw new Error("expected a manifest");
      const step = checkContinuity(state, manifest, true);
      expect(step.problems).toEqual([]);
      state = step.state;
    }
    const listed: string[] = [];
    for await (const object of store.list(`segments/${stream.cameraId}/`)) listed.push(object.key);
    expect(listed.toSorted()).toEqual(rows.map((row) => row.objectKey).toSorted());
  }
  await store.close();
}

test("an archive worker killed again and again loses no record and doubles none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mingjian-kill-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const streams = await fillSpool(folder, CAMERAS);
  const all = CAMERAS.length * (clip.fragments.length + 1);
  const environment = { DATA_DIR: folder, NODE_NAME: "kill", OBJECT_STORE_RESERVE_BYTES: "0" };
  for (let kills = 0; kills < KILLS; kills += 1) {
    const before = await archivedRecords(streams);
    const worker = startWorker(environment);
    await expect.poll(() => archivedRecords(streams), { timeout: 30_000, interval: 5 }).toSatisfy((now: number) => now > before || now === all);
    await killed(worker);
  }
  const startedAt = new Date();
  const last = startWorker(environment);
  await expect.poll(async () => (await archiveFacts(database.db)).reportedAt ?? new Date(0), { timeout: 30_000 }).toSatisfy((at: Date) => at > startedAt);
  await expect.poll(() => archivedRecords(streams), { timeout: 60_000 }).toBe(all);
  const stopped = once(last, "exit");
  last.kill("SIGTERM");
  expect(await stopped).toEqual([0, null]);
  await expectWhole(streams, folder, { kind: "local", folder: join(folder, "objects"), immutable: "off", reserveBytes: 0 });
}, 120_000);

const noMinio = await missingPart("minio");
test.skipIf(noMinio !== false)("MinIO gone in the middle of archiving costs only spool space, and the worker goes on by itself when it is back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mingjian-outage-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const minio = await startMinio();
  onTestFinished(() => minio.remove());
  const streams = await fillSpool(folder, ["minio-c1", "minio-c2"]);
  const s3 = { S3_ENDPOINT: minio.url, S3_BUCKET: "mingjian", S3_ACCESS_KEY: minio.accessKey, S3_SECRET_KEY: minio.secretKey };
  const worker = startWorker({ DATA_DIR: folder, NODE_NAME: "outage", LOG_LEVEL: "fatal", ...s3 });
  await expect.poll(() => archivedRecords(streams), { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
  await minio.stop();
  const stateOf = async () => (await archiveFacts(database.db)).spools.find((spool) => spool.spoolId === "outage");
  const all = 2 * (clip.fragments.length + 1);
  // Either it had finished already, or it says what is wrong.
  await expect.poll(async () => (await archivedRecords(streams)) === all || (await stateOf())?.storeState === "unavailable", { timeout: 30_000 }).toBe(true);
  await minio.restart();
  await expect.poll(() => archivedRecords(streams), { timeout: 60_000 }).toBe(all);
  await killed(worker);
  await expectWhole(streams, folder, { kind: "s3", endpoint: minio.url, region: "us-east-1", bucket: "mingjian", accessKey: minio.accessKey, secretKey: minio.secretKey, defaultRetentionDays: 365, requestTimeoutMs: 10_000 });
}, 180_000);
