import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appendFacts } from "../../shared/node/database/ledger-queries.ts";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { canonicalJson, type JsonValue } from "../../shared/segment/canonical-json.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { startPlatformStage, type PlatformStage } from "./platform-stage.ts";

const NOON_US = Date.parse("2026-03-16T12:00:00+08:00") * 1000;
let database: TestDatabase;
let stage: PlatformStage;
let streamId: number;
beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const clock = new FakeClock(NOON_US);
  stage = startPlatformStage({ db, append: (facts) => appendFacts(db, facts, clock.nowUs()), clock, log: silentLog() });
  await db.insertInto("evaluator").values({ id: "port", nameZh: "港务", nameEn: "Port" }).execute();
  for (const id of ["port-r1", "port-r2"]) await db.insertInto("room").values({ id, evaluatorId: "port", nameZh: id, nameEn: id }).execute();
  await db.insertInto("camera").values({ id: "port-r1-c1", roomId: "port-r1", nameZh: "前", nameEn: "front", tokenHash: Buffer.alloc(32), devicePublicKey: null, retiredAt: null }).execute();
  for (const role of ["main", "sub"] as const) {
    await db.insertInto("stream").values({ cameraId: "port-r1-c1", role, epoch: "11111111-1111-4111-8111-111111111111", originUs: 0 } as never).execute();
  }
  streamId = (await db.selectFrom("stream").select("id").where("role", "=", "main").executeTakeFirstOrThrow()).id;
});
afterAll(async () => {
  await stage.stop();
  await database.drop();
});

let said = 0;
function say(kind: string, data: { [name: string]: JsonValue }) {
  said += 1;
  const body = canonicalJson({ id: `e-${said}`, time: "2026-03-01T00:00:00Z", data });
  return appendFacts(database.db, [{ kind, subject: String(data["orgId"]), producer: "exam-platform", producerSeq: said, eventId: `e-${said}`, body }], 1);
}
const sessions = () => database.db.selectFrom("examSession").select(["id", "roomId", "startsAt", "sessionRef", "titleZh"]).orderBy("id").execute();
const scheduled = (sessionId: string, rooms: string[], startsAt: string) => ({ orgId: "port", batchId: "b1", sessionId, rooms, startsAt, endsAt: "2026-03-20T11:00:00+08:00", occupation: "电工", level: 3 });

test("a session that was scheduled is expected in the rooms that are known, and moves with its newest event", async () => {
  await say("session.scheduled", scheduled("s1", ["port-r1"], "2026-03-20T09:00:00+08:00"));
  await say("session.scheduled", scheduled("s2", ["port-r1", "port-r2", "elsewhere-r9"], "2026-03-20T09:00:00+08:00"));
  await stage.run();
  expect((await sessions()).map(({ id, roomId, sessionRef }) => [id, roomId, sessionRef])).toEqual([["s1", "port-r1", "s1"], ["s2.port-r1", "port-r1", "s2"], ["s2.port-r2", "port-r2", "s2"]]);
  await say("session.scheduled", scheduled("s1", ["port-r1"], "2026-03-20T10:00:00+08:00"));
  await say("session.scheduled", scheduled("s2", ["port-r2"], "2026-03-20T09:00:00+08:00"));
  await stage.run();
  expect((await sessions()).map(({ id, startsAt }) => [id, startsAt.toISOString()])).toEqual([["s1", "2026-03-20T02:00:00.000Z"], ["s2", "2026-03-20T01:00:00.000Z"]]);
});

test("a session of one evaluator never touches a room of another, and a test session expects no footage", async () => {
  await say("session.scheduled", { ...scheduled("s3", ["port-r1"], "2026-03-20T09:00:00+08:00"), orgId: "harbour" });
  await say("session.scheduled", { ...scheduled("s4", ["port-r1"], "2026-03-20T09:00:00+08:00"), test: true });
  await stage.run();
  expect((await sessions()).map(({ id }) => id)).toEqual(["s1", "s2"]);
});

test("an evaluator that was listed is known under the name that it filed with", async () => {
  await say("org.filing.submitted", { orgId: "harbour", name: "海湾集团" });
  const listing = { orgCode: "Y1", evaluatorType: "E", areaCode: "350200", occupations: [{ occupation: "电工", levels: [3] }], validFrom: "2026-03-01" };
  await say("org.listed", { orgId: "harbour", ...listing });
  await say("org.listed", { orgId: "port", ...listing });
  await stage.run();
  const known = await database.db.selectFrom("evaluator").select(["id", "nameZh"]).orderBy("id").execute();
  expect(known).toEqual([{ id: "harbour", nameZh: "海湾集团" }, { id: "port", nameZh: "港务" }]);
});

test("a line that came and went is told once each, of the main stream only, with the session that ran", async () => {
  const { db } = database;
  const subId = (await db.selectFrom("stream").select("id").where("role", "=", "sub").executeTakeFirstOrThrow()).id;
  await db.insertInto("examSession").values({ id: "now", roomId: "port-r1", titleZh: "甲", titleEn: "A", startsAt: new Date("2026-03-16T09:00:00+08:00"), endsAt: new Date("2026-03-16T11:00:00+08:00") }).execute();
  const at = (text: string) => Date.parse(text) * 1000;
  const rows = [
    { streamId, atUs: at("2026-03-16T08:50:00+08:00"), connected: true, reason: "opened" },
    { streamId: subId, atUs: at("2026-03-16T08:50:00+08:00"), connected: true, reason: "opened" },
    { streamId, atUs: at("2026-03-16T11:30:00+08:00"), connected: false, reason: "connection lost: transport close" },
  ];
  await db.insertInto("linkEvent").values(rows).execute();
  await stage.run();
  await stage.run();
  const entries = await db.selectFrom("ledgerEntry").select(["kind", "subject", "body"]).where("producer", "=", "server-footage").orderBy("seq").execute();
  expect(entries.map(({ kind, subject, body }) => [kind, subject, (JSON.parse(body) as { data: object }).data])).toEqual([
    ["stream.up", "port", { orgId: "port", roomId: "port-r1", cameraId: "port-r1-c1", sessionId: "now" }],
    ["stream.down", "port", { orgId: "port", roomId: "port-r1", cameraId: "port-r1-c1", cause: "connection lost: transport close" }],
  ]);
});

test("a row that was committed late, behind a newer one, is told all the same", async () => {
  const { db } = database;
  const commit = (id: number) => sql`insert into link_event (id, stream_id, at_us, connected, reason) overriding system value values (${id}, ${streamId}, ${NOON_US}, true, 'opened')`.execute(db);
  await commit(100);
  await stage.run();
  await commit(50);
  await stage.run();
  const told = await db.selectFrom("ledgerEntry").select("producerSeq").where("producer", "=", "server-footage").where("producerSeq", "in", [50, 100]).execute();
  expect(told).toHaveLength(2);
});

test("a sitting that people put in moves with its event and stays theirs", async () => {
  const row = { id: "by-hand", roomId: "port-r2", titleZh: "手工", titleEn: "by hand", startsAt: new Date("2026-03-21T09:00:00+08:00"), endsAt: new Date("2026-03-21T10:00:00+08:00") };
  await database.db.insertInto("examSession").values(row).execute();
  await say("session.scheduled", { ...scheduled("by-hand", ["port-r2"], "2026-03-19T09:00:00+08:00") });
  await stage.run();
  expect((await sessions()).find(({ id }) => id === "by-hand")).toEqual({ id: "by-hand", roomId: "port-r2", startsAt: new Date("2026-03-19T01:00:00Z"), sessionRef: null, titleZh: "手工" });
});

test("a cancelled batch is expected no more, apart from a sitting that was filmed and one that people put in", async () => {
  const { db } = database;
  const now = "2026-03-16T09:00:00+08:00";
  await db.insertInto("examSession").values({ id: "c3", roomId: "port-r2", titleZh: "手工", titleEn: "by hand", startsAt: new Date("2026-03-22T09:00:00+08:00"), endsAt: new Date("2026-03-22T10:00:00+08:00") }).execute();
  for (const [id, day] of [["c1", "16"], ["c2", "22"], ["c3", "22"]] as const) {
    await say("session.scheduled", { ...scheduled(id, [id === "c3" ? "port-r2" : "port-r1"], `2026-03-${day}T09:00:00+08:00`), batchId: "b2", endsAt: `2026-03-${day}T11:00:00+08:00` });
  }
  await db.insertInto("storedRun").values({ streamId, startUs: Date.parse(now) * 1000, endUs: Date.parse(now) * 1000 + 60_000_000, firstNumber: 1, lastNumber: 5 }).execute();
  await stage.run();
  const ids = async () => (await sessions()).map(({ id }) => id).filter((id) => id.startsWith("c"));
  expect(await ids()).toEqual(["c1", "c2", "c3"]);
  await say("batch.cancelled", { orgId: "harbour", batchId: "b2", reason: "another evaluator's" });
  await stage.run();
  expect(await ids()).toEqual(["c1", "c2", "c3"]);
  await say("batch.cancelled", { orgId: "port", batchId: "b2", reason: "too few" });
  await stage.run();
  expect(await ids()).toEqual(["c1", "c3"]);
});
