import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { StoredObject } from "../object-store.ts";
import { ObjectStoreError } from "../object-store.ts";
import { publish, writeTemporary } from "./durable-file.ts";
import { hasCode } from "./file-error.ts";

/**
 * What a key names and how it is locked: one small JSON file per revision,
 * `keys/<key>@<n>.json`, written like an object and never replaced. The lock
 * is the latest date of all revisions, so no later file can shorten it; the
 * hold is what the newest revision says.
 */
const LockRevision = z.object({
  key: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().min(0),
  contentType: z.string(),
  retainUntil: z.iso.datetime(),
  legalHold: z.boolean(),
  writtenAt: z.iso.datetime(),
});
export type LockRevision = z.infer<typeof LockRevision>;

export interface LockState {
  latest: LockRevision;
  retainUntil: Date;
  revisions: number;
}

export class LockHistory {
  readonly #keysFolder: string;
  readonly #tmpFolder: string;

  constructor(keysFolder: string, tmpFolder: string) {
    this.#keysFolder = keysFolder;
    this.#tmpFolder = tmpFolder;
  }

  path(key: string, revision: number): string {
    return join(this.#keysFolder, `${key}@${revision}.json`);
  }

  /** undefined where the key has never been written. */
  async read(key: string): Promise<LockState | undefined> {
    let state: LockState | undefined;
    for (let revision = 1; ; revision += 1) {
      const next = await this.#readRevision(key, revision);
      if (next === undefined) return state;
      const retainUntil = new Date(next.retainUntil);
      state = {
        latest: next,
        retainUntil: state !== undefined && state.retainUntil > retainUntil ? state.retainUntil : retainUntil,
        revisions: revision,
      };
    }
  }

  /** false = somebody else wrote this revision first: read again and decide anew. */
  async append(revision: number, lock: LockRevision): Promise<boolean> {
    const { path } = await writeTemporary(this.#tmpFolder, Buffer.from(`${JSON.stringify(lock, null, 1)}\n`));
    return publish(path, this.path(lock.key, revision), this.#keysFolder);
  }

  async #readRevision(key: string, revision: number): Promise<LockRevision | undefined> {
    const path = this.path(key, revision);
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (cause) {
      if (hasCode(cause, "ENOENT", "ENOTDIR")) return undefined;
      throw cause;
    }
    try {
      return LockRevision.parse(JSON.parse(text));
    } catch (cause) {
      throw new ObjectStoreError(`expected the lock file ${path} to be whole, got something else: restore it from a backup`, { cause });
    }
  }
}

export function storedObjectOf(state: LockState): StoredObject {
  const { key, sha256, sizeBytes, legalHold } = state.latest;
  return { key, version: sha256, sizeBytes, sha256, retainUntil: state.retainUntil, legalHold };
}
