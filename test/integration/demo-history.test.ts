import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { newToken } from "../../workers/demo-city/city/camera-tokens.ts";
import { registerProducer } from "../../workers/demo-city/database/seed-city.ts";
import { cityHistory } from "../../workers/demo-city/history/city-history.ts";
import { HistoryTeller } from "../../workers/demo-city/history/history-teller.ts";
import { HISTORY_SOURCE } from "../../workers/demo-city/history/story.ts";

let server: TestServer;
let directory: string;
beforeAll(async () => {
  server = await startTestServer();
  directory = await mkdtemp(path.join(tmpdir(), "mingjian-history-"));
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function told(): Promise<number> {
  const { count } = await server.db.selectFrom("ledgerEntry").select((select) => select.fn.countAll<number>().as("count")).where("producer", "=", HISTORY_SOURCE).executeTakeFirstOrThrow();
  return Number(count);
}

test("the demo's teller brings the whole year through the centre's door, and told again by a new process nothing counts twice", async () => {
  const centreUrl = await server.listen();
  const history = cityHistory(new Date(systemClock.nowUs() / 1000).toISOString());
  const teller = () =>
    new HistoryTeller({
      clock: systemClock,
      log: silentLog(),
      directory,
      centreUrl,
      newToken,
      register: (token) => registerProducer(server.db, HISTORY_SOURCE, token),
      story: (sinceMs) => Promise.resolve(history.filter(({ time }) => Date.parse(time) > sinceMs)),
    });
  expect(await teller().tellDue(AbortSignal.timeout(120_000))).toBe(history.length);
  expect(await told()).toBe(history.length);
  await rm(path.join(directory, "history-teller.json"));
  expect(await teller().tellDue(AbortSignal.timeout(120_000))).toBe(history.length);
  expect(await told()).toBe(history.length);
}, 180_000);
