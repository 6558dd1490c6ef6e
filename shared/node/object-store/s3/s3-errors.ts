import { S3ServiceException } from "@aws-sdk/client-s3";
import { LockRefused, ObjectNotFound, ObjectStoreError, ObjectStoreUnavailable } from "../object-store.ts";

const GONE = new Set(["NoSuchKey", "NoSuchVersion", "NotFound"]);
/** MinIO answers 400 InvalidRequest "Object is WORM protected", versitygw and AWS 403 AccessDenied. */
const REFUSALS = new Set(["AccessDenied", "InvalidRequest", "ObjectLocked", "InvalidArgument", "MethodNotAllowed"]);

/**
 * Vendor errors stop here. Only the server's own word for "no such object or
 * version" is not-found; everything that may be different tomorrow (network,
 * 5xx, throttling, wrong credentials, missing bucket) is an outage (P15).
 */
export function translateS3Error(cause: unknown, doing: string): ObjectStoreError {
  if (cause instanceof ObjectStoreError) return cause;
  if (cause instanceof S3ServiceException) {
    if (GONE.has(cause.name)) return new ObjectNotFound(`no such object or version while ${doing}`, { cause });
    return new ObjectStoreUnavailable(`the object store answered ${statusOf(cause)} ${cause.name} while ${doing} (${cause.message}): it is tried again; check bucket, credentials and clock if it stays`, { cause });
  }
  return new ObjectStoreUnavailable(`the object store did not answer while ${doing} (${String(cause)}): it is tried again`, { cause });
}

/** For deletes and lock changes, where the server says no because the lock holds. */
export function refusedByLock(cause: unknown): boolean {
  return cause instanceof S3ServiceException && REFUSALS.has(cause.name) && statusOf(cause) < 500;
}

export function lockRefused(cause: unknown, doing: string): LockRefused {
  return new LockRefused(`the object store refused while ${doing}: the lock holds (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
}

/** HEAD has no body: its 404 may also mean that the bucket is gone. */
export function isBareNotFound(cause: unknown): boolean {
  return cause instanceof S3ServiceException && cause.name === "NotFound";
}

/** The answer to "until when is it locked" where there is no lock of its own. */
export function isWithoutLock(cause: unknown): boolean {
  return cause instanceof S3ServiceException && cause.name === "NoSuchObjectLockConfiguration";
}

function statusOf(cause: S3ServiceException): number {
  return cause.$metadata.httpStatusCode ?? 0;
}
