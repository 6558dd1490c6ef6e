import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rename, rm, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeClock } from "../../../time/fake-clock.ts";
import { systemClock } from "../../../time/system-clock.ts";
import { LockRefused, ObjectNotFound, ObjectStoreFull, type ObjectStore } from "../object-store.ts";
import { describeObjectStore } from "../object-store.contract.ts";
import { canSeal } from "./immutable-attribute.ts";
import { openLocalObjectStore } from "./open-local-object-store.ts";

const base = await mkdtemp(join(tmpdir(), "mingjian-local-store-"));
const sealable = await canSeal(base);
let contractStore: ObjectStore;
const config = (name: string) => ({ kind: "local", folder: join(base, name), immutable: "off", reserveBytes: 0 }) as const;

beforeAll(async () => {
  contractStore = await openLocalObjectStore(config("contract"), systemClock);
});
afterAll(async () => {
  if (sealable) execFileSync("chattr", ["-R", "-i", base]);
  await rm(base, { recursive: true, force: true });
});

describeObjectStore({
  name: "local store",
  skip: false,
  store: () => contractStore,
  breakDown: () => rename(join(base, "contract"), join(base, "unmounted")),
  repair: () => rename(join(base, "unmounted"), join(base, "contract")),
});

test("an object of the local store can be deleted once its lock has passed, and its bytes go with a later sweep", async () => {
  const clock = new FakeClock();
  const store = await openLocalObjectStore(config("expiry"), clock);
  const retainUntil = new Date(clock.nowUs() / 1000 + 60_000);
  const stored = await store.put("a/b", Buffer.from("short"), { retainUntil, contentType: "text/plain" });
  await expect(store.delete(stored)).rejects.toThrow(LockRefused);
  await clock.advance(61_000);
  await store.delete(stored);
  await expect(store.head(stored)).rejects.toThrow(ObjectNotFound);
  const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
  expect(await store.sweep(inTwoDays)).toEqual({ removedFiles: 1 });
});

test("a sweep removes left-over temporary files of another day and nothing that a key names", async () => {
  const store = await openLocalObjectStore(config("sweep"), systemClock);
  const stored = await store.put("kept", Buffer.from("kept"), { retainUntil: new Date("2031-01-01"), contentType: "text/plain" });
  await writeFile(join(base, "sweep/tmp/left-over"), "half");
  await writeFile(join(base, "sweep/tmp/in-progress"), "half");
  await utimes(join(base, "sweep/tmp/left-over"), 0, 0);
  expect(await store.sweep(new Date())).toEqual({ removedFiles: 1 });
  await store.sweep(new Date(Date.now() + 3 * 86_400_000));
  expect(await readdir(join(base, "sweep/tmp"))).toEqual([]);
  expect(Buffer.from(await store.get(stored)).toString()).toBe("kept");
});

test("a nearly full disk refuses politely and says what to do", async () => {
  const store = await openLocalObjectStore({ ...config("full"), reserveBytes: Number.MAX_SAFE_INTEGER }, systemClock);
  const put = store.put("a", Buffer.from("a"), { retainUntil: new Date("2031-01-01"), contentType: "text/plain" });
  await expect(put).rejects.toThrow(ObjectStoreFull);
  await expect(put).rejects.toThrow(/add disk space, nothing is deleted/);
});

test("stored files are read-only", async () => {
  const store = await openLocalObjectStore(config("modes"), systemClock);
  const { sha256 } = await store.put("a", Buffer.from("mode"), { retainUntil: new Date("2031-01-01"), contentType: "text/plain" });
  const { mode } = await stat(join(base, "modes/objects", sha256.slice(0, 2), sha256.slice(2, 4), sha256));
  expect(mode & 0o777).toBe(0o440);
});

test.skipIf(!sealable)("with the immutable attribute not even root can delete a stored file or its lock (needs root and chattr)", async () => {
  const store = await openLocalObjectStore({ ...config("sealed"), immutable: "auto" }, systemClock);
  const { sha256 } = await store.put("a", Buffer.from("sealed"), { retainUntil: new Date("2031-01-01"), contentType: "text/plain" });
  expect(await store.selfTest(new Date())).toBe("immutable-attribute");
  await store.close();
  await expect(unlink(join(base, "sealed/objects", sha256.slice(0, 2), sha256.slice(2, 4), sha256))).rejects.toThrow(/EPERM/);
  await expect(unlink(join(base, "sealed/keys/a@1.json"))).rejects.toThrow(/EPERM/);
});
