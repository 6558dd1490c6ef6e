import { LockRefused, ObjectStoreError, type ObjectStore, type StoredObject } from "./object-store.ts";

const PROBE_PREFIX = "self-test/";
const DAY_MS = 24 * 3600 * 1000;

/**
 * The start-up self test (P4): a probe locked until the end of tomorrow, the
 * same one all day, must refuse to be deleted and to be unlocked sooner.
 * Probes of earlier days, whose lock has passed, are removed.
 * @throws ObjectStoreError when the store lets either happen
 */
export async function proveLock(store: ObjectStore, now: Date): Promise<StoredObject> {
  const day = now.toISOString().slice(0, 10);
  const retainUntil = new Date(Date.parse(`${day}T00:00:00Z`) + 2 * DAY_MS);
  const probe = await store.put(`${PROBE_PREFIX}${day}`, Buffer.from(`lock probe ${day}\n`), { retainUntil, contentType: "text/plain" });
  const earlier = new Date(now.getTime() + 60_000);
  await expectRefusal(store, probe, "delete", () => store.delete(probe));
  await expectRefusal(store, probe, "shorten the lock of", () => store.extendLock(probe, earlier));
  const after = await store.head(probe);
  if (after.retainUntil === null || after.retainUntil < retainUntil) {
    throw new ObjectStoreError(`${store.description} says that the probe is locked until ${String(after.retainUntil)}, expected ${retainUntil.toISOString()}: this store does not lock, do not archive to it`);
  }
  await removePassedProbes(store, now);
  return after;
}

async function expectRefusal(store: ObjectStore, probe: StoredObject, verb: string, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof LockRefused) return;
    throw error;
  }
  throw new ObjectStoreError(`${store.description} let us ${verb} the locked object ${probe.key}: this store does not lock, do not archive to it`);
}

async function removePassedProbes(store: ObjectStore, now: Date): Promise<void> {
  for await (const old of store.list(PROBE_PREFIX)) {
    if (old.retainUntil !== null && old.retainUntil < now && !old.legalHold) await store.delete(old);
  }
}
