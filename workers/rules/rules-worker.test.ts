import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { appendEvents } from "../../shared/node/database/test-events.ts";
import { openDatabase } from "../../shared/node/database/database.ts";
import { silentLog, type Log } from "../../shared/node/log/log.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { filed, listed } from "../../shared/rules/test-facts.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import type { RulesParts } from "./rules-run.ts";
import { runRulesWorker } from "./rules-worker.ts";

let database: TestDatabase;
let stop: AbortController;
const warned: string[] = [];
const log = Object.assign(silentLog(), { warn: (_facts: unknown, sentence: string) => void warned.push(sentence) }) as Log;
const parts = (): RulesParts => ({ db: database.db, rulebooks: RULEBOOKS, rulesDigest: "1", clock: systemClock, log });

beforeEach(async () => {
  database = await createTestDatabase();
  stop = new AbortController();
  warned.length = 0;
});
afterEach(() => database.drop());

test("two rules workers at once read every entry and announce every decision once", async () => {
  const other = openDatabase(database.url, { log: silentLog(), applicationName: "second", maxConnections: 2 });
  const running = [runRulesWorker(parts(), stop.signal), runRulesWorker({ ...parts(), db: other }, stop.signal)];
  await appendEvents(database.db, [filed("2025-01-10 09:00"), listed("2025-03-03")]);
  await vi.waitFor(async () => expect(await database.db.selectFrom("obligation").select("key").execute()).not.toEqual([]), { timeout: 20_000 });
  await vi.waitFor(async () => expect(await database.db.selectFrom("dossier").select("key").where("dirtyFromSeq", "is not", null).execute()).toEqual([]), { timeout: 20_000 });
  stop.abort();
  await Promise.all(running);
  await other.destroy();
  const raised = await database.db.selectFrom("ledgerEntry").select("body").where("kind", "like", "rule.%").execute();
  expect(new Set(raised.map(({ body }) => body)).size).toBe(raised.length);
});

test("a rules worker whose database goes away waits for it and ends only when told to", async () => {
  const running = runRulesWorker(parts(), stop.signal);
  await database.vanish();
  await vi.waitFor(() => expect(warned).toContainEqual(expect.stringContaining("the database cannot answer now")), { timeout: 20_000 });
  stop.abort();
  await expect(running).resolves.toBeUndefined();
});
