import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import { createTestDatabase } from "../../shared/node/database/test-database.ts";
import { openObjectStore, openS3ReadOnly } from "../../shared/node/object-store/open-object-store.ts";
import { s3Client } from "../../shared/node/object-store/s3/s3-client.ts";
import type { S3StoreConfig } from "../../shared/node/object-store/s3/s3-config.ts";
import { decodeManifestBox } from "../../shared/segment/manifest-box.ts";
import type { SegmentRecord } from "../../shared/segment/segment-manifest.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { missingPart } from "../real-parts/part-cache.ts";
import { startMinio, startVersitygw, type S3Server } from "../real-parts/s3-servers.ts";
import { addTestStream, archiveSpool, fillSpool, makeClip, SpoolWriter } from "./archive-fixtures.ts";

const MAIN = join(import.meta.dirname, "../../workers/verify/main.ts");
const BUCKET = "mingjian-verify";
const CAMERA = "verify-s3";
const CHANGED_NUMBER = 402;
const LIMIT = { timeout: 60_000 };

const configOf = ({ url, accessKey, secretKey }: S3Server): S3StoreConfig => ({ kind: "s3", endpoint: url, region: "us-east-1", bucket: BUCKET, accessKey, secretKey, defaultRetentionDays: 2, requestTimeoutMs: 5_000 });

/** One camera's minutes, archived into a bucket as the archive worker does it. */
interface Archived {
  server: S3Server;
  folder: string;
  publicKey: string;
}

async function archived(server: S3Server): Promise<Archived> {
  const folder = await mkdtemp(join(tmpdir(), "mingjian-verify-s3-"));
  const [database, clip] = await Promise.all([createTestDatabase(), makeClip(100)]);
  await fillSpool(folder, new SpoolWriter(await addTestStream(database.db, CAMERA, Date.UTC(2026, 5, 1) * 1000)).clip(clip));
  const store = await openObjectStore(configOf(server), systemClock);
  const key = await archiveSpool({ db: database.db, store, dataDirectory: folder });
  await store.close();
  await database.drop();
  return { server, folder, publicKey: join(folder, "keys", `archive-key-${key.id}.pub.pem`) };
}

/** `npm run verify -- --s3`, with the bucket named by the environment as an auditor would. */
function verify({ server, publicKey }: Archived): Promise<{ code: number; out: string }> {
  const env = { ...process.env, S3_ENDPOINT: server.url, S3_BUCKET: BUCKET, S3_ACCESS_KEY: server.accessKey, S3_SECRET_KEY: server.secretKey };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, "--s3", "--key", publicKey, "--lang", "en"], { env }, (error, stdout, stderr) => resolve({ code: typeof error?.code === "number" ? error.code : 0, out: stdout + stderr }));
  });
}

for (const { name, start, missing } of [
  { name: "MinIO", start: startMinio, missing: await missingPart("minio") },
  { name: "versitygw", start: startVersitygw, missing: await missingPart("versitygw") },
]) {
  const skip = ffmpegMissing || missing;
  let bucket: Archived;
  beforeAll(async () => {
    if (!skip) bucket = await archived(await start());
  }, 120_000);
  afterAll(async () => {
    if (skip) return;
    await bucket.server.remove();
    await rm(bucket.folder, { recursive: true, force: true });
  });

  test.skipIf(skip)(`${name}: what the archive wrote into a bucket verifies by the bucket and the public key alone`, LIMIT, async () => {
    expect(await verify(bucket)).toMatchObject({ code: 0, out: expect.stringMatching(/every byte is as it was signed: 2 segments, records 1–501/) as string });
  });

  test.skipIf(skip)(`${name}: a copy with one changed byte that somebody puts over the locked object is named by camera, number and time`, LIMIT, async () => {
    const { record, bytes, key } = await secondSegment(bucket);
    bytes[(record.offset ?? 0) + 77] = (bytes[(record.offset ?? 0) + 77] ?? 0) ^ 1;
    await putOver(bucket.server, key, bytes);
    const { code, out } = await verify(bucket);
    expect(code).toBe(1);
    expect(out).toMatch(/camera verify-s3 \(main, .{8}\): fragment 402 \(2026-06-01 08:01:20\.000\) was changed/);
    expect(out).toMatch(/first changed fragment: verify-s3 #402 2026-06-01 08:01:20\.000/);
  });

  test.skipIf(skip)(`${name}: a server that is away is "could not be checked", not a verdict`, LIMIT, async () => {
    await bucket.server.stop();
    expect((await verify(bucket)).code).toBe(2);
  });
}

async function secondSegment(bucket: Archived): Promise<{ key: string; bytes: Uint8Array; record: SegmentRecord }> {
  const store = openS3ReadOnly(configOf(bucket.server));
  for await (const object of store.list("segments/")) {
    const bytes = await store.get(object);
    const record = decodeManifestBox(bytes).manifest.records.find(({ number }) => number === CHANGED_NUMBER);
    if (record !== undefined) {
      await store.close();
      return { key: object.key, bytes, record };
    }
  }
  throw new Error(`expected an object with record ${CHANGED_NUMBER}`);
}

/** A lock keeps what is there; it does not keep anybody with a key from adding a newer version. */
async function putOver(server: S3Server, key: string, bytes: Uint8Array): Promise<void> {
  const client = s3Client(configOf(server));
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes }));
  client.destroy();
}
