import { afterAll, beforeAll, expect, test } from "vitest";
import { readdir } from "node:fs/promises";
import { sql } from "kysely";
import { silentLog } from "../log/log.ts";
import { DatabaseUnavailable } from "./database-unavailable.ts";
import { openDatabase } from "./database.ts";
import { migrateToLatest } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/migration-list.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let test1: TestDatabase;
beforeAll(async () => {
  test1 = await createTestDatabase();
});
afterAll(() => test1.drop());

test("a bigint column arrives as a number", async () => {
  const { rows } = await sql<{ us: number }>`select 1795000000000000::bigint as us`.execute(test1.db);
  expect(rows).toEqual([{ us: 1_795_000_000_000_000 }]);
});

test("a bigint past 2^53 is refused, not rounded", async () => {
  await expect(sql`select 9007199254740993::bigint as us`.execute(test1.db)).rejects.toThrow(/53 bits, got 9007199254740993/);
});

test("two test databases do not see each other's rows", async () => {
  const other = await createTestDatabase();
  await other.db.insertInto("evaluator").values({ id: "e1", nameZh: "甲", nameEn: "A" }).execute();
  expect(await test1.db.selectFrom("evaluator").selectAll().execute()).toEqual([]);
  await other.drop();
});

test("migrating at once from three processes applies every migration once", async () => {
  const empty = await createTestDatabase();
  await sql`drop schema public cascade; create schema public`.execute(empty.db);
  const pools = [1, 2, 3].map(() => openDatabase(empty.url, { log: silentLog(), applicationName: "test" }));
  const applied = await Promise.all(pools.map((pool) => migrateToLatest(pool)));
  expect(applied.flat().sort()).toEqual(Object.keys(MIGRATIONS));
  await Promise.all(pools.map((pool) => pool.destroy()));
  await empty.drop();
});

test("the list of migrations names exactly the files beside it, numbered without holes", async () => {
  const files = (await readdir(new URL("migrations/", import.meta.url))).filter((name) => /^\d/.test(name)).sort();
  expect(Object.keys(MIGRATIONS)).toEqual(files.map((name) => name.replace(/\.ts$/, "")));
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, index) => index + 1));
  for (const name of files) expect(name).toMatch(/^\d{4}-[a-z]+(-[a-z]+)*\.ts$/);
});

test("nobody at the database's port is an outage, not an empty answer", async () => {
  const db = openDatabase("postgres://nobody@127.0.0.1:9/none", { log: silentLog(), applicationName: "test" });
  await expect(db.selectFrom("room").selectAll().execute()).rejects.toThrow(DatabaseUnavailable);
  await db.destroy();
});

test("a connection cut under a query is an outage and the next query works", async () => {
  const cut = sql`select pg_terminate_backend(pg_backend_pid())`.execute(test1.db);
  await expect(cut).rejects.toThrow(DatabaseUnavailable);
  expect((await sql`select 1 as one`.execute(test1.db)).rows).toEqual([{ one: 1 }]);
});

test("a refused row is the caller's mistake, not an outage", async () => {
  const insert = test1.db.insertInto("room").values({ id: "r1", evaluatorId: "absent", nameZh: "甲", nameEn: "A" }).execute();
  await expect(insert).rejects.not.toThrow(DatabaseUnavailable);
});

test("the lock date of a segment cannot be moved earlier", async () => {
  const db = test1.db;
  await db.insertInto("evaluator").values({ id: "lock-e", nameZh: "甲", nameEn: "A" }).execute();
  await db.insertInto("room").values({ id: "lock-r", evaluatorId: "lock-e", nameZh: "甲", nameEn: "A" }).execute();
  const hash = Buffer.alloc(32);
  await db.insertInto("camera").values({ id: "lock-c", roomId: "lock-r", nameZh: "甲", nameEn: "A", tokenHash: hash, devicePublicKey: null, retiredAt: null }).execute();
  const { id } = await db.insertInto("stream").values({ cameraId: "lock-c", role: "main", epoch: "3f1c6a2e-6a53-4a3c-9e8a-0d6f1b7c2d11", originUs: 0 }).returning("id").executeTakeFirstOrThrow();
  const retainUntil = new Date("2031-11-22T00:00:00Z");
  const facts = { objectKey: "k", objectVersion: "v", sizeBytes: 1, sha256: hash, previousHead: hash, head: hash };
  await db.insertInto("segment").values({ streamId: id, firstNumber: 1, lastNumber: 2, retainUntil, ...facts }).execute();
  const shorten = db.updateTable("segment").set({ retainUntil: new Date("2030-01-01T00:00:00Z") }).execute();
  await expect(shorten).rejects.toThrow(/may move later, never earlier/);
});
