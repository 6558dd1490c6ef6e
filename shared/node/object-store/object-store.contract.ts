import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { LockRefused, ObjectConflict, ObjectNotFound, ObjectStoreError, ObjectStoreUnavailable, type ObjectStore } from "./object-store.ts";

/**
 * What every object store must do, run over each of them by the test beside
 * it. `name` goes into the test names, which are unique in the repository.
 */
export interface StoreUnderTest {
  name: string;
  /** A reason to skip, or false. */
  skip: string | false;
  store(): ObjectStore;
  /** Makes the store unreachable, and reachable again. */
  breakDown(): Promise<void>;
  repair(): Promise<void>;
}

const FAR = new Date("2031-01-01T00:00:00Z");
const FARTHER = new Date("2032-01-01T00:00:00Z");
const bytesOf = (text: string): Buffer => Buffer.from(text);
const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const locked = { retainUntil: FAR, contentType: "video/mp4" };

export function describeObjectStore(part: StoreUnderTest): void {
  const check = (sentence: string, run: (store: ObjectStore) => Promise<void>): void => {
    const reason = part.skip === false ? "" : ` [skipped: ${part.skip}]`;
    test.skipIf(part.skip !== false)(`${part.name}: ${sentence}${reason}`, { timeout: 30_000 }, () => run(part.store()));
  };
  storing(check);
  locking(check);
  outages(check, part);
}

type Check = (sentence: string, run: (store: ObjectStore) => Promise<void>) => void;

function storing(check: Check): void {
  check("what is put is read back whole and in ranges", async (store) => {
    const bytes = Buffer.alloc(300_000, "footage ");
    const stored = await store.put("contract/whole.mp4", bytes, { ...locked, sha256: sha256Of(bytes) });
    expect(stored).toMatchObject({ key: "contract/whole.mp4", sizeBytes: 300_000, sha256: sha256Of(bytes), retainUntil: FAR, legalHold: false });
    expect(Buffer.from(await store.get(stored)).equals(bytes)).toBe(true);
    expect(Buffer.from(await store.get(stored, { start: 8, end: 15 })).toString()).toBe("footage");
    expect((await store.get(stored, { start: 299_999, end: 400_000 })).byteLength).toBe(1);
    expect((await store.get(stored, { start: 5, end: 5 })).byteLength).toBe(0);
  });

  check("the same key with the same bytes is the same object, with a lock that may grow", async (store) => {
    const first = await store.put("contract/again", bytesOf("same"), locked);
    const second = await store.put("contract/again", bytesOf("same"), { ...locked, retainUntil: FARTHER });
    const third = await store.put("contract/again", bytesOf("same"), locked);
    expect(second).toEqual({ ...first, retainUntil: FARTHER });
    expect(third).toEqual(second);
  });

  check("the same key with other bytes is a conflict and changes nothing", async (store) => {
    const first = await store.put("contract/conflict", bytesOf("first"), locked);
    await expect(store.put("contract/conflict", bytesOf("second"), locked)).rejects.toThrow(ObjectConflict);
    expect(Buffer.from(await store.get(first)).toString()).toBe("first");
  });

  check("two keys with the same bytes are two objects", async (store) => {
    await store.put("contract/twin-a", bytesOf("twin"), locked);
    const other = await store.put("contract/twin-b", bytesOf("twin"), { ...locked, retainUntil: FARTHER });
    expect(await store.head(other)).toMatchObject({ key: "contract/twin-b", retainUntil: FARTHER });
  });

  check("bytes that do not have the promised hash are refused", async (store) => {
    const put = store.put("contract/wrong-hash", bytesOf("arrived"), { ...locked, sha256: sha256Of(bytesOf("sent")) });
    await expect(put).rejects.toThrow(ObjectStoreError);
    await expect(collect(store, "contract/wrong-hash")).resolves.toEqual([]);
  });

  check("an unknown key and an unknown version are not found", async (store) => {
    const known = await store.put("contract/known", bytesOf("known"), locked);
    await expect(store.head({ key: "contract/unknown", version: known.version })).rejects.toThrow(ObjectNotFound);
    await expect(store.get({ key: "contract/unknown", version: known.version })).rejects.toThrow(ObjectNotFound);
  });

  check("a listing names every object below a prefix and no other", async (store) => {
    for (const name of ["list/b/2", "list/a/1", "list/b/10", "lists/other"]) await store.put(name, bytesOf(name), locked);
    expect((await collect(store, "list/")).toSorted()).toEqual(["list/a/1", "list/b/10", "list/b/2"]);
    expect((await collect(store, "list/b/1")).toSorted()).toEqual(["list/b/10"]);
  });

  check("a key that could mean another path is refused with a sentence", async (store) => {
    await expect((async () => store.put("contract/../secret", bytesOf("x"), locked))()).rejects.toThrow(/expected an object key of letters/);
  });
}

function locking(check: Check): void {
  check("the self test proves the lock and may be repeated", async (store) => {
    const now = new Date();
    const assurance = await store.selfTest(now);
    expect(await store.selfTest(now)).toBe(assurance);
  });

  check("a locked object cannot be deleted and stays readable", async (store) => {
    const stored = await store.put("contract/delete", bytesOf("kept"), locked);
    await expect(store.delete(stored)).rejects.toThrow(LockRefused);
    expect(Buffer.from(await store.get(stored)).toString()).toBe("kept");
  });

  check("a lock moves later and never earlier", async (store) => {
    const stored = await store.put("contract/extend", bytesOf("kept"), locked);
    await store.extendLock(stored, FARTHER);
    await expect(store.extendLock(stored, FAR)).rejects.toThrow(LockRefused);
    expect((await store.head(stored)).retainUntil).toEqual(FARTHER);
  });

  check("a legal hold is set and taken off again, and the lock date stays", async (store) => {
    const stored = await store.put("contract/hold", bytesOf("held"), locked);
    await store.setLegalHold(stored, true);
    expect(await store.head(stored)).toMatchObject({ legalHold: true, retainUntil: FAR });
    await expect(store.delete(stored)).rejects.toThrow(LockRefused);
    await store.setLegalHold(stored, false);
    expect((await store.head(stored)).legalHold).toBe(false);
  });
}

function outages(check: Check, part: StoreUnderTest): void {
  check("an outage is an outage for every verb and never not-found, and it heals by itself", async (store) => {
    const stored = await store.put("contract/outage", bytesOf("kept"), locked);
    await part.breakDown();
    try {
      await expect(store.get(stored)).rejects.toThrow(ObjectStoreUnavailable);
      await expect(store.head(stored)).rejects.toThrow(ObjectStoreUnavailable);
      await expect(store.put("contract/outage-2", bytesOf("new"), locked)).rejects.toThrow(ObjectStoreUnavailable);
      await expect(store.delete(stored)).rejects.toThrow(ObjectStoreUnavailable);
      await expect(collect(store, "contract/")).rejects.toThrow(ObjectStoreUnavailable);
    } finally {
      await part.repair();
    }
    expect(Buffer.from(await store.get(stored)).toString()).toBe("kept");
  });
}

async function collect(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}
