import { Client } from "minio";
import { z } from "zod";
import { ObjectStoreError, ObjectStoreUnavailable } from "../object-store.ts";
import type { S3StoreConfig } from "./s3-config.ts";

/**
 * The bucket is made with the `minio` package, which does this part well.
 * Objects are NOT put with it: `putObject` of 8.0.7 sends lock headers as
 * `x-amz-meta-x-amz-object-lock-*`, so the object is stored unlocked and no
 * error is raised (a test shows it). The default retention set here is the
 * second net: it locks what a client forgot to lock.
 */
export async function ensureBucket(config: S3StoreConfig): Promise<void> {
  const client = minioClient(config);
  try {
    if (!(await client.bucketExists(config.bucket))) {
      await client.makeBucket(config.bucket, config.region, { ObjectLocking: true });
    }
    await client.setObjectLockConfig(config.bucket, { mode: "COMPLIANCE", unit: "Days", validity: config.defaultRetentionDays });
  } catch (cause) {
    throw new ObjectStoreUnavailable(`the bucket ${config.bucket} at ${config.endpoint} could not be prepared (${String(cause)}): check address and credentials; a bucket made without Object Lock must be made anew`, { cause });
  }
  await checkLockConfig(client, config);
}

/** @throws ObjectStoreError where the bucket would take objects without a lock */
async function checkLockConfig(client: Client, config: S3StoreConfig): Promise<void> {
  const LockConfig = z.object({ mode: z.literal("COMPLIANCE") });
  let found: unknown;
  try {
    found = await client.getObjectLockConfig(config.bucket);
  } catch (cause) {
    throw new ObjectStoreUnavailable(`the lock settings of ${config.bucket} could not be read (${String(cause)})`, { cause });
  }
  if (LockConfig.safeParse(found).success) return;
  throw new ObjectStoreError(`expected bucket ${config.bucket} to have COMPLIANCE default retention, got ${JSON.stringify(found)}: make the bucket with Object Lock`);
}

export function minioClient(config: S3StoreConfig): Client {
  const url = new URL(config.endpoint);
  const useSSL = url.protocol === "https:";
  return new Client({
    endPoint: url.hostname,
    port: url.port === "" ? (useSSL ? 443 : 80) : Number(url.port),
    useSSL,
    accessKey: config.accessKey,
    secretKey: config.secretKey,
    region: config.region,
    pathStyle: true,
  });
}
