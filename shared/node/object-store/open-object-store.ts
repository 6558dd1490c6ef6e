import type { Clock } from "../../time/clock.ts";
import { openLocalObjectStore, type LocalStoreConfig } from "./local/open-local-object-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { ensureBucket } from "./s3/s3-bucket.ts";
import { s3Client } from "./s3/s3-client.ts";
import type { S3StoreConfig } from "./s3/s3-config.ts";
import { S3ObjectStore } from "./s3/s3-object-store.ts";

export type ObjectStoreConfig = LocalStoreConfig | S3StoreConfig;

/** The store that the configuration names; an S3 bucket is made, with Object Lock, where it is missing. @throws ObjectStoreUnavailable */
export async function openObjectStore(config: ObjectStoreConfig, clock: Clock): Promise<ObjectStore> {
  if (config.kind === "local") return openLocalObjectStore(config, clock);
  await ensureBucket(config);
  return openS3ReadOnly(config);
}

/** For readers (footage, verify): never makes or changes a bucket. */
export function openS3ReadOnly(config: S3StoreConfig): ObjectStore {
  return new S3ObjectStore(s3Client(config), config.bucket, config.endpoint);
}
