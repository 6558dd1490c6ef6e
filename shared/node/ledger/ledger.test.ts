import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { entryText, LEDGER_GENESIS, type LedgerFact } from "../../ledger/ledger-entry.ts";
import { verifyLedgerExport } from "../../ledger/ledger-export.ts";
import { FakeClock } from "../../time/fake-clock.ts";
import { appendFacts, ledgerHead, readEntries } from "../database/ledger-queries.ts";
import { openDatabase } from "../database/database.ts";
import { createTestDatabase, type TestDatabase } from "../database/test-database.ts";
import { silentLog } from "../log/log.ts";
import { exportLedger } from "./export-ledger.ts";
import { LedgerAppender } from "./ledger-appender.ts";
import { ledgerHashHex } from "./ledger-hash.ts";
import { wholeLines } from "./whole-lines.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await sql`alter table ledger_entry disable trigger all`.execute(database.db);
  await sql`truncate ledger_entry cascade`.execute(database.db);
  await sql`alter table ledger_entry enable trigger all`.execute(database.db);
  await sql`update ledger_head set seq = 0, hash = decode(repeat('00', 32), 'hex')`.execute(database.db);
});

function fact(body: string, producerSeq: number | null = null): LedgerFact {
  return { kind: "test.happened", subject: "室-1", producer: "tester", producerSeq, body };
}

async function verify(text: string) {
  const bytes = Buffer.from(text, "utf8");
  return verifyBytes(bytes);
}

async function verifyBytes(bytes: Uint8Array) {
  async function* chunks() {
    yield bytes;
  }
  return verifyLedgerExport(wholeLines(chunks()), ledgerHashHex);
}

async function exported(): Promise<string> {
  let text = "";
  for await (const line of exportLedger(database.db)) text += line;
  return text;
}

test("the database computes the same chain as the verifier, for any text", async () => {
  const bodies = ["{}", '{"名":"厦门"}', '{"a":"line\\nbreak"}', "多\n行", '"\\u0000"', "\\\\n"];
  await appendFacts(database.db, bodies.map((body) => fact(body)), 1_700_000_000_000_000);
  let head = LEDGER_GENESIS;
  for (const { hash, ...entry } of await readEntries(database.db, 0, 100)) {
    head = ledgerHashHex(head, entryText(entry));
    expect(hash).toBe(head);
  }
  expect((await ledgerHead(database.db)).hash.toString("hex")).toBe(head);
  expect(await verify(await exported())).toMatchObject({ problem: null, verifiedEntries: bodies.length, head });
});

test("a fact that its producer sends again counts once, and is answered with the entry it became", async () => {
  const [first] = await appendFacts(database.db, [fact("{}", 7)], 1);
  const [again, next] = await appendFacts(database.db, [fact("{}", 7), fact("{}", 8)], 2);
  expect(again).toEqual({ ...first, appended: false });
  expect(next).toMatchObject({ seq: 2, appended: true });
});

test.each(["update ledger_entry set body = 'x'", "delete from ledger_entry", "truncate ledger_entry cascade"])("the ledger table refuses: %s", async (statement) => {
  await appendFacts(database.db, [fact("{}")], 1);
  await expect(sql.raw(statement).execute(database.db)).rejects.toThrow("append only");
});

test("two slow writers never make a reader skip an entry", async () => {
  const other = openDatabase(database.url, { log: silentLog(), applicationName: "slow writer" });
  const seen: number[] = [];
  const read = async () => seen.push(...(await readEntries(database.db, seen.at(-1) ?? 0, 1000)).map(({ seq }) => seq));
  let slowHasAppended = () => {};
  const appended = new Promise<void>((resolve) => (slowHasAppended = resolve));
  let letSlowCommit = () => {};
  const maySlowCommit = new Promise<void>((resolve) => (letSlowCommit = resolve));
  const slow = other.transaction().execute(async (transaction) => {
    await appendFacts(transaction, [fact('"slow"')], 1);
    slowHasAppended();
    await maySlowCommit;
  });
  await appended;
  const quick = appendFacts(database.db, [fact('"quick"')], 2);
  await read();
  letSlowCommit();
  await Promise.all([slow, quick]);
  await read();
  await other.destroy();
  expect(seen).toEqual([1, 2]);
});

test("many writers of one process share commits and every call gets its own entries", async () => {
  const ledger = new LedgerAppender(database.db, new FakeClock());
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ledger.append([fact(`${index}`), fact(`${index}b`)])));
  const entries = await readEntries(database.db, 0, 1000);
  expect(entries).toHaveLength(400);
  for (const [index, [first, second]] of answers.entries()) {
    expect([entries[(first?.seq ?? 0) - 1]?.body, entries[(second?.seq ?? 0) - 1]?.body]).toEqual([`${index}`, `${index}b`]);
  }
});

test("a fact that the database refuses fails alone", async () => {
  const ledger = new LedgerAppender(database.db, new FakeClock());
  const bad = ledger.append([{ ...fact("{}"), kind: "two\nlines" }]);
  const good = ledger.append([fact("{}")]);
  await expect(bad).rejects.toThrow("ledger_entry_kind_check");
  await expect(good).resolves.toMatchObject([{ seq: 1 }]);
});

test("altering any one byte of an exported ledger is found and the entry named", async () => {
  await appendFacts(database.db, Array.from({ length: 12 }, (_, index) => fact(`{"室":${index}}`, index)), 1_700_000_000_000_000);
  const original = Buffer.from(await exported(), "utf8");
  const lineOf = (offset: number) => original.subarray(0, offset).filter((byte) => byte === 10).length + 1;
  await fc.assert(
    fc.asyncProperty(fc.nat(original.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (offset, flip) => {
      const altered = Buffer.from(original);
      altered[offset] = (altered[offset] ?? 0) ^ flip;
      const verdict = await verifyBytes(altered).then(
        ({ problem }) => problem?.line ?? null,
        // not UTF-8, or no line end at the end: the file as a whole is refused
        () => lineOf(offset),
      );
      expect(verdict).not.toBeNull();
      // an altered line end joins two lines; an altered hash shows at its own entry
      expect(Math.abs((verdict ?? 0) - lineOf(offset))).toBeLessThanOrEqual(1);
    }),
    { numRuns: 400 },
  );
});

function event(producerSeq: number, eventId: string, body = "{}") {
  return { ...fact(body, producerSeq), eventId };
}

test("an event sent again counts once, alone or among new ones, and its neighbours are appended", async () => {
  await appendFacts(database.db, [event(1, "a"), event(2, "b")], 1);
  const again = await appendFacts(database.db, [event(3, "c"), event(2, "b"), event(4, "d"), event(4, "d"), event(9, "a")], 2);
  expect(again.map(({ seq, appended, conflict }) => [seq, appended, conflict])).toEqual([[3, true, null], [2, false, null], [4, true, null], [4, false, null], [1, false, null]]);
  expect(await verify(await exported())).toMatchObject({ problem: null, verifiedEntries: 4 });
});

test("a number or an id that was used for another event is refused, and which of the two is said", async () => {
  await appendFacts(database.db, [event(1, "a", '"first"')], 1);
  const refused = await appendFacts(database.db, [event(1, "a", '"other"'), event(1, "b", '"first"'), event(2, "a", '"other"'), event(2, "b")], 2);
  expect(refused.map(({ appended, conflict }) => [appended, conflict])).toEqual([[false, "sequence"], [false, "sequence"], [false, "id"], [true, null]]);
});

test("the numbers and ids of two producers have nothing to do with each other", async () => {
  const both = await appendFacts(database.db, [event(1, "a"), { ...event(1, "a", '"other"'), producer: "somebody else" }], 1);
  expect(both.every(({ appended }) => appended)).toBe(true);
});
