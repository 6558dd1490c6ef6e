/**
 * Where archive objects live. Two implementations, one contract test suite
 * (`object-store.contract.ts`). Verbs are safe to repeat. Nothing here can
 * shorten a lock (P4); an outage throws `ObjectStoreUnavailable`, never
 * "not found" (P15).
 */
export interface ObjectStore {
  /** For people and the wall: "local data/objects", "s3 http://127.0.0.1:9000/mingjian". */
  readonly description: string;

  /** Proves that the store locks: writes a locked probe object, tries to delete and to shorten it, and fails with a sentence if either works. */
  selfTest(now: Date): Promise<StoreAssurance>;

  /**
   * Stores and locks in one step. Repeating the same key with the same bytes is the same object;
   * the same key with other bytes throws `ObjectConflict`.
   */
  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<StoredObject>;

  /** `range` is inclusive of `start`, exclusive of `end`, in bytes. @throws ObjectNotFound */
  get(ref: ObjectRef, range?: { start: number; end: number }): Promise<Uint8Array>;

  /** Facts as the store itself reports them now. @throws ObjectNotFound */
  head(ref: ObjectRef): Promise<StoredObject>;

  /** Moves the lock later; an earlier date throws `LockRefused`. */
  extendLock(ref: ObjectRef, retainUntil: Date): Promise<void>;

  setLegalHold(ref: ObjectRef, on: boolean): Promise<void>;

  /** Only succeeds when the lock date has passed and no hold is set. @throws LockRefused */
  delete(ref: ObjectRef): Promise<void>;

  list(prefix: string): AsyncIterable<StoredObject>;

  /** null where the store cannot say (S3). */
  capacity(): Promise<{ totalBytes: number; freeBytes: number } | null>;

  /** Housekeeping (left-over temporary files, contents no key names any more). Safe at any time; returns what it removed. */
  sweep(now: Date): Promise<{ removedFiles: number }>;

  close(): Promise<void>;
}

export interface PutOptions {
  /** Hex SHA-256 of the bytes where the caller already has it; the store checks it. Left out, the store hashes once itself. */
  sha256?: string;
  retainUntil: Date;
  contentType: string;
}

export interface ObjectRef {
  key: string;
  /** S3 version id; the local store uses the content hash. Always read by version: a delete marker hides the plain key. */
  version: string;
}

export interface StoredObject extends ObjectRef {
  sizeBytes: number;
  sha256: string;
  retainUntil: Date | null;
  legalHold: boolean;
}

/** How strongly deletion is prevented, shown on the wall and in evidence. */
export type StoreAssurance = "s3-compliance" | "immutable-attribute" | "read-only-file";

export class ObjectStoreError extends Error {
  override name = "ObjectStoreError";
}
export class ObjectNotFound extends ObjectStoreError {
  override name = "ObjectNotFound";
}
export class ObjectConflict extends ObjectStoreError {
  override name = "ObjectConflict";
}
export class LockRefused extends ObjectStoreError {
  override name = "LockRefused";
}
/** The store could not be asked or did not answer; try again later. */
export class ObjectStoreUnavailable extends ObjectStoreError {
  override name = "ObjectStoreUnavailable";
}
/** The store answered, but refuses politely because it is nearly full (P4): nothing is pushed out to make room. */
export class ObjectStoreFull extends ObjectStoreUnavailable {
  override name = "ObjectStoreFull";
}
