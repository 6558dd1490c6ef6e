import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { openLocalObjectStore } from "../../shared/node/object-store/local/open-local-object-store.ts";
import { decodeManifestBox } from "../../shared/segment/manifest-box.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { addTestStream, archiveSpool, fillSpool, makeClip, SpoolWriter } from "./archive-fixtures.ts";

const MAIN = join(import.meta.dirname, "../../workers/verify/main.ts");
let database: TestDatabase;
let data: string;
let exported: string;
/** Content files of the store, in the order of their records. */
let contents: string[];
let publicKey: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "mingjian-verify-"));
  exported = join(data, "exported");
  const [made, clip] = await Promise.all([createTestDatabase(), makeClip(150)]);
  database = made;
  await fillSpool(data, new SpoolWriter(await addTestStream(database.db, "verify-c1", Date.UTC(2026, 5, 1) * 1000)).clip(clip));
  const store = await openLocalObjectStore({ kind: "local", folder: join(data, "objects"), immutable: "off", reserveBytes: 0 }, systemClock);
  const key = await archiveSpool({ db: database.db, store, dataDirectory: data });
  publicKey = join(data, "keys", `archive-key-${key.id}.pub.pem`);
  const rows = await database.db.selectFrom("segment").selectAll().orderBy("firstNumber").execute();
  contents = rows.map((row) => join(data, "objects/objects", row.objectVersion.slice(0, 2), row.objectVersion.slice(2, 4), row.objectVersion));
  await mkdir(exported);
  for (const [index, path] of contents.entries()) {
    await copyFile(path, join(exported, `evidence-${9 - index}.mp4`));
    await chmod(join(exported, `evidence-${9 - index}.mp4`), 0o640);
  }
}, 120_000);
afterAll(async () => {
  await database.drop();
  await rm(data, { recursive: true, force: true });
});

function verify(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => resolve({ code: typeof error?.code === "number" ? error.code : 0, out: stdout + stderr }));
  });
}

async function withChangedByte(path: string, at: number, work: () => Promise<void>): Promise<void> {
  const original = await readFile(path);
  const changed = Buffer.from(original);
  changed[at] = (changed[at] ?? 0) ^ 1;
  await chmod(path, 0o640);
  await writeFile(path, changed);
  await work();
  await writeFile(path, original);
}

test("an untouched data directory verifies, in Chinese and in English", async () => {
  expect(await verify("--data", data)).toMatchObject({ code: 0, out: expect.stringMatching(/相符 机位 verify-c1（主码流，.{8}） 逐字节相符：3 个分段，记录 1–751.*2026-06-01 08:00:00\.000 至 2026-06-01 08:02:30\.000[^]*结论：3 个分段全部相符/) as string });
  expect(await verify("--data", data, "--lang", "en")).toMatchObject({ code: 0, out: expect.stringMatching(/every byte is as it was signed: 3 segments[^]*Result: all 3 segments/) as string });
});

test("one changed byte in the store is told with camera, number and time of the fragment", async () => {
  const [, second = ""] = contents;
  const { manifest } = decodeManifestBox(await readFile(second));
  const record = manifest.records[100];
  await withChangedByte(second, (record?.offset ?? 0) + 77, async () => {
    const { code, out } = await verify("--data", data, "--lang", "en");
    expect(code).toBe(1);
    expect(out).toMatch(/camera verify-c1 \(main, .{8}\): fragment 402 \(2026-06-01 08:01:20\.000\) was changed/);
    expect(out).toMatch(/first changed fragment: verify-c1 #402 2026-06-01 08:01:20\.000/);
  });
  expect((await verify("--data", data)).code).toBe(0);
});

test("exported files verify under any name with the public key alone, and a missing one is told", async () => {
  expect(await verify(exported, "--key", publicKey, "--whole")).toMatchObject({ code: 0 });
  const [, middle = ""] = (await readdir(exported)).toSorted();
  await rm(join(exported, middle));
  const { code, out } = await verify(exported, "--key", publicKey, "--lang", "en");
  expect(code).toBe(1);
  expect(out).toMatch(/records 302–601 are missing/);
});

test("without a key, without footage, or with a wrong option nothing is claimed", async () => {
  expect(await verify(exported)).toMatchObject({ code: 2, out: expect.stringContaining("expected the centre's public key") as string });
  expect(await verify("--data", data, "--camera", "nobody")).toMatchObject({ code: 2, out: expect.stringContaining("没有找到任何分段") as string });
  expect(await verify("--date", data)).toMatchObject({ code: 2, out: expect.stringContaining("npm run verify --") as string });
  expect(await verify("--data", join(data, "elsewhere"), "--key", publicKey)).toMatchObject({ code: 2, out: expect.stringContaining("is the disk mounted?") as string });
});
