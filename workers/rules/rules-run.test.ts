import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PROJECTED_TABLES } from "./database/mark-queries.ts";
import { appendFacts, readEntries } from "../../shared/node/database/ledger-queries.ts";
import { openDatabase } from "../../shared/node/database/database.ts";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { appendEvents } from "../../shared/node/database/test-events.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { approved, ended, filed, iso, listed, ORG, planned, session, started, type FactLine } from "../../shared/rules/test-facts.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { checkProjection } from "./check-projection.ts";
import { projectEntries } from "./project/project-entries.ts";
import { rebuild, turn, type RulesParts } from "./rules-run.ts";

let database: TestDatabase;
let parts: RulesParts;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  const { db } = database;
  await sql`alter table ledger_entry disable trigger all`.execute(db);
  await sql.raw(`truncate ledger_entry, ${PROJECTED_TABLES.join(", ")}`).execute(db);
  await sql`alter table ledger_entry enable trigger all`.execute(db);
  await sql`update ledger_head set seq = 0, hash = decode(repeat('00', 32), 'hex')`.execute(db);
  await sql`update projection_mark set seq = 0, rules_digest = '', computed_at_ms = null`.execute(db);
  parts = { db, rulebooks: RULEBOOKS, rulesDigest: "1", clock: new FakeClock(Date.parse(iso("2026-04-01 12:00")) * 1000), log: silentLog() };
});

const HISTORY: readonly FactLine[] = [
  filed("2025-01-10 09:00"),
  listed("2025-03-03"),
  planned("2026-02-20 10:00", [session("2026-03-16"), session("2026-03-17", { sessionId: "s-2" })]),
  approved("2026-02-27 10:00"),
  started("2026-03-16 09:00"),
  ["2026-03-16 08:55", "supervisor.onsite_checkin", { orgId: ORG, sessionId: "s-1", supervisorId: "n-1" }],
  ["2026-03-16 09:02", "candidate.checked_in", { orgId: ORG, sessionId: "s-1", personId: "p-1", roomId: "r1" }],
  ended("2026-03-16 11:00"),
  started("2026-03-17 09:00", { sessionId: "s-2" }),
  ["2026-03-17 09:30", "supervisor.joined", { orgId: ORG, sessionId: "s-2", supervisorId: "w-1", side: "external", mode: "remote" }],
  ended("2026-03-17 11:00", { sessionId: "s-2" }),
];

async function settle(): Promise<void> {
  while (await turn(parts)) {
    // until nothing is left
  }
}

/** Every projected row as text, apart from when it was computed. */
async function dump(): Promise<string> {
  const tables = await Promise.all(
    PROJECTED_TABLES.map(async (table) => {
      const { rows } = await sql<{ row: string }>`select (to_jsonb(t) - 'evaluated_at_ms')::text as row from ${sql.table(table)} t order by 1`.execute(database.db);
      return [table, ...rows.map(({ row }) => row)].join("\n");
    }),
  );
  return tables.join("\n");
}

async function announcedOf(ruleId: string): Promise<string[]> {
  const entries = await readEntries(database.db, 0, 10_000);
  return entries.filter(({ kind, body }) => kind.startsWith("rule.") && body.includes(`"${ruleId}"`)).map(({ kind }) => kind);
}

const obligation = (ruleId: string) => database.db.selectFrom("obligation").selectAll().where("ruleId", "=", ruleId).execute();

test("events of the ledger become facts, what is owed, and a session's row", async () => {
  await appendEvents(database.db, HISTORY);
  await settle();
  const [plan] = await obligation("D01");
  expect(plan).toMatchObject({ orgId: ORG, dueDate: "2026-02-24", open: false });
  expect(plan?.states.at(-1)).toBe("met");
  const sessions = await database.db.selectFrom("sessionSummary").selectAll().orderBy("sessionId").execute();
  expect(sessions).toMatchObject([
    { sessionId: "s-1", day: "2026-03-16", checkedIn: 1, onSiteInternal: "whole", remoteExternal: false },
    { sessionId: "s-2", day: "2026-03-17", checkedIn: 0, onSiteInternal: "none", remoteExternal: true },
  ]);
  expect(await database.db.selectFrom("orgProfile").selectAll().executeTakeFirst()).toMatchObject({ id: ORG, name: "Port Works", state: "listed", areaCode: "350200", validTo: "2028-03-03" });
});

test("what is built again from the ledger equals what was there, to the byte, and announces nothing twice", async () => {
  await appendEvents(database.db, HISTORY);
  await settle();
  const before = await dump();
  const entries = (await readEntries(database.db, 0, 10_000)).length;
  await rebuild(parts);
  expect(await dump()).toBe(before);
  expect(await readEntries(database.db, 0, 10_000)).toHaveLength(entries);
});

test("checking compares without writing, and finds a row that somebody altered", async () => {
  await appendEvents(database.db, HISTORY);
  await settle();
  const check = () => database.db.connection().execute((db) => checkProjection({ ...parts, db }));
  expect(await check()).toMatchObject({ same: true });
  await sql`update obligation set due_date = '2026-01-01' where rule_id = 'D01'`.execute(database.db);
  const altered = await dump();
  const report = await check();
  expect(report.same).toBe(false);
  expect(report.tables.find(({ table }) => table === "obligation")).toEqual({ table: "obligation", onlyStored: 1, onlyRebuilt: 1 });
  expect(await dump()).toBe(altered);
});

test("a fact taken back makes every dossier of it anew, whichever of the two came first", async () => {
  const plan = planned("2026-03-10 10:00", [session("2026-03-16")]);
  const retraction: FactLine = ["2026-03-11 10:00", "fact.retracted", { source: "test", eventId: "3", reason: "wrong batch" }];
  await appendEvents(database.db, [filed("2025-01-10 09:00"), listed("2025-03-03"), plan]);
  await settle();
  expect(await obligation("D01")).toHaveLength(1);
  await appendEvents(database.db, [retraction], { source: "office" });
  await settle();
  expect(await obligation("D01")).toHaveLength(0);
  const late = await dump();
  expect(late).toContain('"retracts": "test/3"');
  // the other way round: first taken back, then said
  await appendEvents(database.db, [["2026-03-11 10:00", "fact.retracted", { source: "late", eventId: "1", reason: "wrong" }]], { source: "office", first: 2 });
  await appendEvents(database.db, [planned("2026-03-10 10:00", [session("2026-03-20", { sessionId: "s-9" })], { batchId: "b-9" })], { source: "late" });
  await settle();
  expect(await obligation("D01")).toHaveLength(0);
});

test("an obligation is announced once when raised and once when done, whatever is read again", async () => {
  await appendEvents(database.db, [filed("2025-01-10 09:00"), listed("2025-03-03"), ["2026-03-10 09:00", "batch.announced", { orgId: ORG, batchId: "b-1", startDate: "2026-04-20" }]]);
  await settle();
  expect(await announcedOf("D01")).toEqual(["rule.raised"]);
  await appendEvents(database.db, [planned("2026-03-20 10:00", [session("2026-04-20")])], { first: 4 });
  await settle();
  await rebuild(parts);
  expect((await announcedOf("D01")).at(-1)).toBe("rule.cleared");
  expect((await announcedOf("D01")).filter((kind) => kind === "rule.cleared")).toHaveLength(1);
});

test("a corrected working day changes the due dates that were counted over it", async () => {
  await appendEvents(database.db, HISTORY);
  await settle();
  expect(await obligation("D01")).toMatchObject([{ dueDate: "2026-02-24" }]);
  await appendEvents(database.db, [["2026-03-01 09:00", "calendar.corrected", { date: "2026-03-12", workday: false, source: "notice 7" }]], { source: "office" });
  await settle();
  expect(await obligation("D01")).toMatchObject([{ dueDate: "2026-02-14" }]);
});

test("an outage that names no evaluator excuses every evaluator's rooms, whenever it is told, until it is taken back", async () => {
  const outage: FactLine = ["2026-03-16 09:10", "platform.outage", { startsAt: iso("2026-03-16 08:55"), endsAt: iso("2026-03-16 09:06") }];
  const live: FactLine = ["2026-03-16 09:07", "stream.up", { orgId: ORG, roomId: "r1", cameraId: "c-1" }];
  const late = async () => (await database.db.selectFrom("finding").selectAll().where("ruleId", "=", "EXM-05").where("subjectId", "=", "r1").execute()).map(({ severity }) => severity);
  await appendEvents(database.db, [...HISTORY.slice(0, 5), live]);
  await settle();
  expect(await late()).toEqual(["red"]);
  await appendEvents(database.db, [outage], { source: "platform" });
  await settle();
  expect(await late()).toEqual(["info"]);
  const before = await dump();
  await rebuild(parts);
  expect(await dump()).toBe(before);
  await appendEvents(database.db, [["2026-03-18 09:00", "fact.retracted", { source: "platform", eventId: "1", reason: "another day" }]], { source: "office" });
  await settle();
  expect(await late()).toEqual(["red"]);
});

test("what the platform wrote down itself is no event and is passed over", async () => {
  const audit = { kind: "footage.viewed", subject: "cam-1", producer: "administrator/ab", producerSeq: null, body: '{"who":null}' };
  await appendFacts(database.db, [audit, { ...audit, kind: "access.signed-in" }], 1);
  await appendEvents(database.db, [filed("2025-01-10 09:00")]);
  await settle();
  expect(await database.db.selectFrom("fact").select("type").execute()).toEqual([{ type: "org.filing.submitted" }]);
  expect(await database.db.selectFrom("projectionMark").select("seq").executeTakeFirst()).toMatchObject({ seq: (await readEntries(database.db, 0, 10_000)).length });
});

test("two slow writers never make the projector skip an entry", async () => {
  const other = openDatabase(database.url, { log: silentLog(), applicationName: "slow writer" });
  let slowHasAppended = () => {};
  const appended = new Promise<void>((resolve) => (slowHasAppended = resolve));
  let letSlowCommit = () => {};
  const maySlowCommit = new Promise<void>((resolve) => (letSlowCommit = resolve));
  const slow = other.transaction().execute(async (transaction) => {
    await appendEvents(transaction, [filed("2025-01-10 09:00")], { source: "slow" });
    slowHasAppended();
    await maySlowCommit;
  });
  await appended;
  const quick = appendEvents(database.db, [listed("2025-03-03")], { source: "quick" });
  expect(await projectEntries(database.db, 100)).toBe(0);
  letSlowCommit();
  await Promise.all([slow, quick]);
  await projectEntries(database.db, 100);
  await other.destroy();
  expect(await database.db.selectFrom("fact").select(["seq", "id"]).orderBy("seq").execute()).toEqual([{ seq: 1, id: "slow/1" }, { seq: 2, id: "quick/1" }]);
});

test("a verdict stands beside its finding, the newest counts, and one that is taken back does not", async () => {
  const judged = (when: string, verdict: "confirmed" | "false-alarm"): FactLine => [when, "finding.judged", { findingKey: "k", verdict, reason: "seen", by: "Li" }];
  await appendEvents(database.db, [judged("2026-03-02 09:00", "false-alarm"), judged("2026-03-01 09:00", "confirmed")]);
  await settle();
  const verdict = () => database.db.selectFrom("findingVerdict").select(["findingKey", "verdict"]).execute();
  expect(await verdict()).toEqual([{ findingKey: "k", verdict: "false-alarm" }]);
  await appendEvents(database.db, [["2026-03-03 09:00", "fact.retracted", { source: "test", eventId: "1", reason: "mistake" }]], { source: "office" });
  await settle();
  expect(await verdict()).toEqual([{ findingKey: "k", verdict: "confirmed" }]);
});

test("a moment that a rule waits for is noticed without an event", async () => {
  await appendEvents(database.db, [filed("2025-01-10 09:00"), listed("2025-03-03"), planned("2026-03-02 10:00", [session("2026-04-20")])]);
  await settle();
  const { reconsiderAtMs } = await database.db.selectFrom("dossier").select("reconsiderAtMs").where("key", "=", `org:${ORG}`).executeTakeFirstOrThrow();
  expect(reconsiderAtMs).not.toBeNull();
  expect(await turn(parts)).toBe(false);
  await (parts.clock as FakeClock).advance((reconsiderAtMs ?? 0) - parts.clock.nowUs() / 1000 + 1);
  expect(await turn(parts)).toBe(true);
});

test("a rule that fails on one dossier holds up no other, and the dossier stays behind visibly", async () => {
  const failing = RULEBOOKS.map((book) => ({ ...book, get checks(): never { throw new Error("a broken rule"); } }));
  await appendEvents(database.db, HISTORY);
  parts = { ...parts, rulebooks: failing };
  await settle();
  expect(await database.db.selectFrom("dossier").select("key").where("dirtyFromSeq", "is not", null).execute()).toContainEqual({ key: `org:${ORG}` });
  expect(await database.db.selectFrom("sessionSummary").select("sessionId").execute()).toHaveLength(2);
});
