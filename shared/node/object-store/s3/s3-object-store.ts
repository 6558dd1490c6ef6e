import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { checkObjectKey } from "../object-key.ts";
import {
  ObjectConflict,
  ObjectStoreError,
  ObjectStoreUnavailable,
  type ObjectRef,
  type ObjectStore,
  type PutOptions,
  type StoreAssurance,
  type StoredObject,
} from "../object-store.ts";
import { proveLock } from "../prove-lock.ts";
import { isBareNotFound, isWithoutLock, lockRefused, refusedByLock, translateS3Error } from "./s3-errors.ts";

const HASH_METADATA = "sha256";

/** Archive objects in a bucket with versions and Object Lock in COMPLIANCE mode: nobody, not even its administrator, can delete before the date. */
export class S3ObjectStore implements ObjectStore {
  readonly description: string;
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string, endpoint: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.description = `s3 ${endpoint}/${bucket}`;
  }

  async selfTest(now: Date): Promise<StoreAssurance> {
    await proveLock(this, now);
    return "s3-compliance";
  }

  /** One atomic request carries bytes, hash and lock; a second asks the store what it now holds. */
  async put(key: string, bytes: Uint8Array, options: PutOptions): Promise<StoredObject> {
    checkObjectKey(key);
    const sha256 = options.sha256 ?? createHash("sha256").update(bytes).digest("hex");
    return this.#guard(`writing ${key}`, async () => {
      const earlier = await this.#oldestVersion(key);
      const version = earlier === null ? await this.#putNew(key, bytes, sha256, options) : earlier;
      const stored = await this.head({ key, version });
      if (stored.sha256 !== sha256) {
        throw new ObjectConflict(`expected ${key} to keep its content ${stored.sha256}, got other bytes (${sha256}): objects are never replaced, use another key`);
      }
      if (stored.retainUntil !== null && stored.retainUntil >= secondsOf(options.retainUntil)) return stored;
      if (earlier === null) throw new ObjectStoreError(`${this.description} took ${key} but says it is locked until ${String(stored.retainUntil)}: this store does not lock`);
      await this.extendLock(stored, options.retainUntil);
      return this.head(stored);
    });
  }

  get(ref: ObjectRef, range?: { start: number; end: number }): Promise<Uint8Array> {
    return this.#guard(`reading ${ref.key}`, async () => {
      if (range !== undefined && range.end <= range.start) return new Uint8Array(0);
      const answer = await this.#client.send(
        new GetObjectCommand({ ...this.#at(ref), ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` }) }),
      );
      if (answer.Body === undefined) throw new ObjectStoreUnavailable(`${this.description} sent no body for ${ref.key}`);
      return answer.Body.transformToByteArray();
    });
  }

  head(ref: ObjectRef): Promise<StoredObject> {
    return this.#guard(`asking for ${ref.key}`, async () => {
      try {
        const stored = storedObjectOf(ref, await this.#client.send(new HeadObjectCommand({ ...this.#at(ref), ChecksumMode: "ENABLED" })));
        return stored.retainUntil === null ? { ...stored, retainUntil: await this.#retentionOf(ref) } : stored;
      } catch (cause) {
        if (isBareNotFound(cause)) await this.#bucketMustExist();
        throw cause;
      }
    });
  }

  extendLock(ref: ObjectRef, retainUntil: Date): Promise<void> {
    return this.#lockGuard(`locking ${ref.key} until ${retainUntil.toISOString()}`, ref, async () => {
      await this.#client.send(new PutObjectRetentionCommand({ ...this.#at(ref), Retention: { Mode: "COMPLIANCE", RetainUntilDate: retainUntil } }));
    });
  }

  setLegalHold(ref: ObjectRef, on: boolean): Promise<void> {
    return this.#guard(`holding ${ref.key}`, async () => {
      await this.#client.send(new PutObjectLegalHoldCommand({ ...this.#at(ref), LegalHold: { Status: on ? "ON" : "OFF" } }));
    });
  }

  /** By version always: without one S3 only lays a delete marker over the key and answers as if it had worked. */
  delete(ref: ObjectRef): Promise<void> {
    return this.#lockGuard(`deleting ${ref.key}`, ref, async () => {
      await this.#client.send(new DeleteObjectCommand(this.#at(ref)));
    });
  }

  /** Every stored version, also those that a delete marker hides from a plain listing. */
  async *list(prefix: string): AsyncIterable<StoredObject> {
    for await (const ref of this.#versions(prefix)) yield await this.head(ref);
  }

  async capacity(): Promise<null> {
    return null;
  }

  async sweep(): Promise<{ removedFiles: number }> {
    return { removedFiles: 0 };
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #putNew(key: string, bytes: Uint8Array, sha256: string, options: PutOptions): Promise<string> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: bytes,
      ContentLength: bytes.byteLength,
      ContentType: options.contentType,
      ChecksumSHA256: Buffer.from(sha256, "hex").toString("base64"),
      Metadata: { [HASH_METADATA]: sha256 },
      ObjectLockMode: "COMPLIANCE",
      ObjectLockRetainUntilDate: options.retainUntil,
    });
    signWithKnownHash(command, sha256);
    const answer = await this.#client.send(command);
    if (answer.VersionId !== undefined && answer.VersionId !== "null") return answer.VersionId;
    throw new ObjectStoreError(`${this.description} gave ${key} no version: make the bucket with Object Lock, which turns versions on`);
  }

  async #oldestVersion(key: string): Promise<string | null> {
    let oldest: string | null = null;
    for await (const ref of this.#versions(key)) if (ref.key === key) oldest = ref.version;
    return oldest;
  }

  /** Newest version of each key first, as S3 lists them. */
  async *#versions(prefix: string): AsyncIterable<ObjectRef> {
    let keyMarker: string | undefined;
    let versionMarker: string | undefined;
    do {
      const page = await this.#guard(`listing ${prefix}`, () =>
        this.#client.send(new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: prefix, KeyMarker: keyMarker, VersionIdMarker: versionMarker })),
      );
      for (const { Key, VersionId } of page.Versions ?? []) {
        if (Key !== undefined && VersionId !== undefined) yield { key: Key, version: VersionId };
      }
      keyMarker = page.IsTruncated === true ? page.NextKeyMarker : undefined;
      versionMarker = page.NextVersionIdMarker;
    } while (keyMarker !== undefined);
  }

  /** versitygw leaves the lock out of HEAD for a version under a delete marker. null = the store knows of none. */
  async #retentionOf(ref: ObjectRef): Promise<Date | null> {
    try {
      const { Retention } = await this.#client.send(new GetObjectRetentionCommand(this.#at(ref)));
      return Retention?.Mode === "COMPLIANCE" ? (Retention.RetainUntilDate ?? null) : null;
    } catch (cause) {
      if (isWithoutLock(cause)) return null;
      throw cause;
    }
  }

  async #bucketMustExist(): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket })).catch((cause: unknown) => {
      throw new ObjectStoreUnavailable(`bucket ${this.#bucket} cannot be reached: check the address and the bucket`, { cause });
    });
  }

  #at(ref: ObjectRef) {
    return { Bucket: this.#bucket, Key: ref.key, VersionId: ref.version };
  }

  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw translateS3Error(cause, doing);
    }
  }

  /** Wrong credentials and a lock both answer 403: the object's own facts tell which it was. */
  async #lockGuard(doing: string, ref: ObjectRef, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      if (!refusedByLock(cause)) throw translateS3Error(cause, doing);
      const { retainUntil, legalHold } = await this.head(ref);
      if (retainUntil !== null || legalHold) throw lockRefused(cause, doing);
      throw translateS3Error(cause, doing);
    }
  }
}

/** The signature needs the body's SHA-256 too; giving the one we have saves a second pass (0.6 CPU-s per GB). */
function signWithKnownHash(command: PutObjectCommand, sha256: string): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args as { request?: { headers?: Record<string, string> } };
      if (request?.headers !== undefined) request.headers["x-amz-content-sha256"] = sha256;
      return next(args);
    },
    { step: "build", name: "knownPayloadHash" },
  );
}

function storedObjectOf(ref: ObjectRef, answer: HeadObjectCommandOutput): StoredObject {
  const checksum = answer.ChecksumSHA256;
  return {
    key: ref.key,
    version: ref.version,
    sizeBytes: answer.ContentLength ?? 0,
    sha256: checksum === undefined ? (answer.Metadata?.[HASH_METADATA] ?? "") : Buffer.from(checksum, "base64").toString("hex"),
    retainUntil: answer.ObjectLockMode === "COMPLIANCE" ? (answer.ObjectLockRetainUntilDate ?? null) : null,
    legalHold: answer.ObjectLockLegalHoldStatus === "ON",
  };
}

/** S3 keeps lock dates to the second. */
function secondsOf(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
