import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../shared/node/database/test-database.ts";
import { demoCity } from "../city/demo-city.ts";
import { endSittings, keepSittingsRunning, seedRegistry } from "./seed-city.ts";

const city = demoCity();
const cameras = city.flatMap((evaluator) => evaluator.rooms).flatMap((room) => room.cameras);
const tokens = new Map(cameras.map((camera) => [camera.id, `token of ${camera.id}`]));
const NINE = new Date("2026-11-22T01:00:00Z");
const later = (hours: number) => new Date(NINE.getTime() + hours * 3_600_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("the demo city is three evaluators, six rooms and twelve cameras, however often it is seeded", async () => {
  const { db } = database;
  await seedRegistry(db, city, tokens);
  await seedRegistry(db, city, tokens);
  const count = async (table: "evaluator" | "room" | "camera") => (await db.selectFrom(table).select("id").execute()).length;
  expect([await count("evaluator"), await count("room"), await count("camera")]).toEqual([3, 6, 12]);
});

test("a demo sitting runs in every room, is not begun twice, and the next begins when it ends", async () => {
  const { db } = database;
  const sittings = async () => (await db.selectFrom("examSession").select("id").execute()).length;
  await keepSittingsRunning(db, city, NINE);
  await keepSittingsRunning(db, city, later(1));
  expect(await sittings()).toBe(6);
  await keepSittingsRunning(db, city, later(5));
  expect(await sittings()).toBe(12);
});

test("stopping the demo ends its sittings, so that nothing is missed afterwards", async () => {
  const { db } = database;
  await endSittings(db, city, later(6));
  const open = await db.selectFrom("examSession").select("id").where("endsAt", ">", later(6)).execute();
  expect(open).toEqual([]);
});
