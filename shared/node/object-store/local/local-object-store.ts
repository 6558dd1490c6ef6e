import { createHash } from "node:crypto";
import { open, stat, statfs, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { checkObjectKey } from "../object-key.ts";
import {
  LockRefused,
  ObjectConflict,
  ObjectNotFound,
  ObjectStoreError,
  ObjectStoreFull,
  ObjectStoreUnavailable,
  type ObjectRef,
  type ObjectStore,
  type PutOptions,
  type StoreAssurance,
  type StoredObject,
} from "../object-store.ts";
import { proveLock } from "../prove-lock.ts";
import type { Clock } from "../../../time/clock.ts";
import { publish, writeTemporary } from "./durable-file.ts";
import { hasCode, translateFileError } from "./file-error.ts";
import type { ImmutableAttribute } from "./immutable-attribute.ts";
import { storedObjectOf, type LockHistory, type LockRevision, type LockState } from "./lock-history.ts";
import { walkKeys } from "./local-keys.ts";
import { MARKER_NAME, type LocalFolders } from "./local-folders.ts";
import { sweepLocalFolders } from "./local-sweep.ts";

export interface LocalStoreParts {
  folders: LocalFolders;
  locks: LockHistory;
  /** null where the attribute cannot be set or is not wanted */
  sealer: ImmutableAttribute | null;
  /** Refuse to write below this much free space. */
  reserveBytes: number;
  clock: Clock;
}

/** Archive objects on this machine's disk, content-addressed, locked in code and by file modes. README.md says how. */
export class LocalObjectStore implements ObjectStore {
  readonly description: string;
  readonly #parts: LocalStoreParts;

  constructor(parts: LocalStoreParts) {
    this.#parts = parts;
    this.description = `local ${parts.folders.root}`;
  }

  selfTest(now: Date): Promise<StoreAssurance> {
    return this.#guard("testing the lock", async () => {
      await proveLock(this, now);
      return this.#parts.sealer === null ? "read-only-file" : "immutable-attribute";
    });
  }

  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<StoredObject> {
    checkObjectKey(key);
    return this.#guard(`writing ${key}`, async () => {
      const existing = await this.#parts.locks.read(key);
      if (existing !== undefined) return this.#repeat(existing, sha256Of(bytes), options);
      await this.#refuseWhenNearlyFull(bytes.byteLength);
      const sha256 = await this.#writeContent(key, bytes, options.sha256);
      const revision: LockRevision = {
        key,
        sha256,
        sizeBytes: bytes.byteLength,
        contentType: options.contentType,
        retainUntil: options.retainUntil.toISOString(),
        legalHold: false,
        writtenAt: this.#now().toISOString(),
      };
      const first = await this.#parts.locks.append(1, revision);
      if (first) this.#parts.sealer?.seal(this.#parts.folders.content(sha256), this.#parts.locks.path(key, 1));
      return this.#repeat(await this.#lockOf(key), sha256, options);
    });
  }

  get(ref: ObjectRef, range?: { start: number; end: number }): Promise<Uint8Array> {
    return this.#guard(`reading ${ref.key}`, async () => {
      const { latest } = await this.#lockOf(ref.key, ref.version);
      const start = range?.start ?? 0;
      const end = Math.min(range?.end ?? latest.sizeBytes, latest.sizeBytes);
      const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
      const handle = await this.#openContent(latest);
      try {
        let at = 0;
        while (at < bytes.byteLength) {
          const { bytesRead } = await handle.read(bytes, at, bytes.byteLength - at, start + at);
          if (bytesRead === 0) throw new ObjectStoreError(`expected ${latest.sizeBytes} bytes in ${ref.key}, the file ends at ${start + at}: restore it from a copy`);
          at += bytesRead;
        }
        return bytes;
      } finally {
        await handle.close();
      }
    });
  }

  head(ref: ObjectRef): Promise<StoredObject> {
    return this.#guard(`asking for ${ref.key}`, async () => {
      const state = await this.#lockOf(ref.key, ref.version);
      const { size } = await stat(this.#parts.folders.content(state.latest.sha256));
      if (size !== state.latest.sizeBytes) {
        throw new ObjectStoreError(`expected ${state.latest.sizeBytes} bytes in ${ref.key}, got ${size}: restore it from a copy`);
      }
      return storedObjectOf(state);
    });
  }

  extendLock(ref: ObjectRef, retainUntil: Date): Promise<void> {
    return this.#guard(`locking ${ref.key}`, () =>
      this.#revise(ref, (state) => {
        if (retainUntil < state.retainUntil) throw lockRefused(state, `moved back to ${retainUntil.toISOString()}`);
        return { retainUntil: retainUntil.toISOString() };
      }),
    );
  }

  setLegalHold(ref: ObjectRef, on: boolean): Promise<void> {
    return this.#guard(`holding ${ref.key}`, () => this.#revise(ref, () => ({ legalHold: on })));
  }

  delete(ref: ObjectRef): Promise<void> {
    return this.#guard(`deleting ${ref.key}`, async () => {
      const state = await this.#lockOf(ref.key, ref.version);
      if (state.latest.legalHold) throw lockRefused(state, "deleted: it is on legal hold");
      if (state.retainUntil > this.#now()) throw lockRefused(state, "deleted");
      const revisions = Array.from({ length: state.revisions }, (_, index) => this.#parts.locks.path(ref.key, index + 1));
      const content = this.#parts.folders.content(state.latest.sha256);
      await this.#parts.sealer?.unseal(content, ...revisions);
      // Newest first: a cut in between leaves an object whose lock has passed, never one without its history.
      for (const path of revisions.toReversed()) await unlink(path);
      // The content goes with the next sweep, once no other key names it.
    });
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    await this.#checkMounted();
    for await (const key of walkKeys(this.#parts.folders.keys, prefix)) {
      const state = await this.#parts.locks.read(key);
      if (state !== undefined) yield storedObjectOf(state);
    }
  }

  capacity(): Promise<{ totalBytes: number; freeBytes: number }> {
    return this.#guard("asking for free space", async () => {
      const { bsize, blocks, bavail } = await statfs(this.#parts.folders.root);
      return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
    });
  }

  sweep(now: Date): Promise<{ removedFiles: number }> {
    return this.#guard("sweeping", async () => {
      await this.#parts.sealer?.flush();
      return sweepLocalFolders(this.#parts.folders, now);
    });
  }

  async close(): Promise<void> {
    await this.#parts.sealer?.flush();
  }

  async #writeContent(key: string, bytes: Uint8Array, expected: string | undefined): Promise<string> {
    const { path, sha256 } = await writeTemporary(this.#parts.folders.tmp, bytes);
    if (expected !== undefined && expected !== sha256) {
      await unlink(path);
      throw new ObjectStoreError(`expected ${key} to have SHA-256 ${expected}, got ${sha256}: the bytes changed on the way, send them again`);
    }
    const content = this.#parts.folders.content(sha256);
    // An old content without a key would look like an orphan to a sweep running now: make it young.
    if (!(await publish(path, content, this.#parts.folders.objects))) await utimes(content, this.#now(), this.#now()).catch(() => undefined);
    return sha256;
  }

  /** The same key again: the same bytes are the same object (its lock may grow), others are a conflict. */
  async #repeat(state: LockState, sha256: string, options: PutOptions): Promise<StoredObject> {
    const { latest } = state;
    if (latest.sha256 !== sha256) {
      throw new ObjectConflict(`expected ${latest.key} to keep its content ${latest.sha256}, got other bytes (${sha256}): objects are never replaced, use another key`);
    }
    if (options.retainUntil > state.retainUntil) {
      await this.extendLock({ key: latest.key, version: latest.sha256 }, options.retainUntil);
    }
    return this.head({ key: latest.key, version: latest.sha256 });
  }

  async #revise(ref: ObjectRef, change: (state: LockState) => Partial<LockRevision>): Promise<void> {
    for (;;) {
      const state = await this.#lockOf(ref.key, ref.version);
      const next = { ...state.latest, retainUntil: state.retainUntil.toISOString(), ...change(state), writtenAt: this.#now().toISOString() };
      if (!(await this.#parts.locks.append(state.revisions + 1, next))) continue;
      this.#parts.sealer?.seal(this.#parts.locks.path(ref.key, state.revisions + 1));
      return;
    }
  }

  async #lockOf(key: string, version?: string): Promise<LockState> {
    checkObjectKey(key);
    const state = await this.#parts.locks.read(key);
    if (state !== undefined && (version === undefined || state.latest.sha256 === version)) return state;
    throw new ObjectNotFound(`no object ${key}${version === undefined ? "" : ` with content ${version}`} in ${this.description}`);
  }

  async #openContent(latest: LockRevision) {
    try {
      return await open(this.#parts.folders.content(latest.sha256), "r");
    } catch (cause) {
      if (!hasCode(cause, "ENOENT")) throw cause;
      throw new ObjectStoreError(`the content of ${latest.key} (${latest.sha256}) is gone although it is locked: restore it from a copy`, { cause });
    }
  }

  async #refuseWhenNearlyFull(sizeBytes: number): Promise<void> {
    const { freeBytes } = await this.capacity();
    if (freeBytes - sizeBytes >= this.#parts.reserveBytes) return;
    throw new ObjectStoreFull(
      `expected at least ${this.#parts.reserveBytes} bytes free in ${this.description}, ${freeBytes} are: add disk space, nothing is deleted to make room`,
    );
  }

  /** An unmounted disk shows an empty folder: that is an outage, not an empty archive (P15). */
  async #checkMounted(): Promise<void> {
    try {
      await stat(join(this.#parts.folders.root, MARKER_NAME));
    } catch (cause) {
      throw new ObjectStoreUnavailable(`${this.description} has no ${MARKER_NAME}: is the disk mounted?`, { cause });
    }
  }

  async #guard<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      await this.#checkMounted();
      return await work();
    } catch (cause) {
      throw translateFileError(cause, doing);
    }
  }

  #now(): Date {
    return new Date(this.#parts.clock.nowUs() / 1000);
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function lockRefused(state: LockState, wish: string): LockRefused {
  return new LockRefused(`${state.latest.key} is locked until ${state.retainUntil.toISOString()} and cannot be ${wish}`);
}
