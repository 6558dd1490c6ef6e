import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { addDays } from "../../shared/calendar/local-date.ts";
import type { EventFact } from "../../shared/events/event-entry.ts";
import { openDatabase } from "../../shared/node/database/database.ts";
import { startEmbeddedPostgres } from "../../shared/node/database/embedded-postgres.ts";
import { appendFacts, ledgerHead } from "../../shared/node/database/ledger-queries.ts";
import { migrateToLatest } from "../../shared/node/database/migrate.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { analyseProjection } from "../../workers/rules/database/mark-queries.ts";
import { rebuild, turn, type RulesParts } from "../../workers/rules/rules-run.ts";
import type { Bench } from "./bench.ts";
import { measureRates, type Rates } from "./ledger/append-rates.ts";
import { measureSnapshots } from "./ledger/snapshot-times.ts";
import { batchFacts, EVENTS_PER_BATCH, foundingFacts, HistoryTeller, LAST_DAY, NOW_MS, YEARS } from "./ledger/synthetic-history.ts";

const EVALUATORS = 2_000;
const FACTS_PER_APPEND = 1_000;
const RATE_MS = 5_000;
const ROUNDS = 2;
const MONTH_DAYS = 30;

export const bench: Bench = {
  title: "events durable through the intake beside plain INSERTs into the same database; rebuilding the projection; obligations of all evaluators; the wall after a month and after five years. `bench -- ledger [ENTRIES]`",
  goals: { appendRatioToInsert1: ">= 0.5", appendRatioToInsert8: ">= 0.5", snapshotGrowth: "<= 1.2" },
  async measure(say) {
    const wanted = Number(process.argv[3] ?? 1_000_000);
    const folder = await mkdtemp(join(tmpdir(), "mingjian-bench-ledger-"));
    const postgres = await startEmbeddedPostgres({ directory: join(folder, "postgres"), log: silentLog() });
    const db = openDatabase(postgres.url, { log: silentLog(), applicationName: "bench", statementTimeoutMs: 30 * 60_000 });
    try {
      await migrateToLatest(db);
      const filled = await history(db, wanted, say);
      const appended = await appendFigures(db, postgres.url, say);
      return { ...appended, ...filled };
    } finally {
      await db.destroy();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

type Say = (line: string) => void;

async function appendFigures(db: Kysely<Database>, url: string, say: Say): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const writers of [1, 8]) {
    const rounds: Rates[] = [];
    // In turns, so that a machine that slows down slows both.
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureRates(db, url, writers, RATE_MS));
    const mean = (value: (rates: Rates) => number) => rounds.reduce((sum, each) => sum + value(each), 0) / rounds.length;
    const [events, inserts] = [mean((each) => each.eventsPerS), mean((each) => each.insertsPerS)];
    const [batched, batchInserts] = [mean((each) => each.batchEventsPerS), mean((each) => each.batchInsertsPerS)];
    say(`${writers} at once: ${Math.round(events)} events/s beside ${Math.round(inserts)} INSERTs/s; in hundreds ${Math.round(batched)} beside ${Math.round(batchInserts)}`);
    Object.assign(figures, { [`appendRatioToInsert${writers}`]: events / inserts, [`eventsPerS${writers}`]: events, [`insertsPerS${writers}`]: inserts, [`batchEventsPerS${writers}`]: batched, [`batchRatioToInsert${writers}`]: batched / batchInserts });
  }
  return figures;
}

/** The newest month first: what the wall costs then is the measure for what it costs after all the years. */
async function history(db: Kysely<Database>, wanted: number, say: Say): Promise<Record<string, number>> {
  const evaluators = Math.max(2, Math.min(EVALUATORS, Math.floor(wanted / 100)));
  const batches = Math.max(2, Math.round((wanted / evaluators - 2) / EVENTS_PER_BATCH));
  const apart = Math.max(1, Math.floor((365 * YEARS - 60) / batches));
  const teller = new HistoryTeller("bench-history");
  const parts: RulesParts = { db, rulebooks: RULEBOOKS, rulesDigest: "bench", clock: new FakeClock(NOW_MS * 1000), log: silentLog() };
  const recent = Math.max(1, Math.ceil(MONTH_DAYS / apart));
  const fill = async (from: number, to: number) => {
    await appendAll(db, function* () {
      for (let org = 0; org < evaluators; org += 1) {
        if (from === 0) yield* foundingFacts(teller, org);
        for (let batch = from; batch < to; batch += 1) yield* batchFacts(teller, org, batch, addDays(LAST_DAY, -(batch * apart + (org % apart))));
      }
    });
    await settle(parts);
    await analyseProjection(db);
  };
  await fill(0, recent);
  const month = await measureSnapshots(db);
  say(`${evaluators} evaluators, a month: the wall p95 ${month.p95Ms.toFixed(1)} ms`);
  await fill(recent, batches);
  const years = await measureSnapshots(db);
  const { seq } = await ledgerHead(db);
  say(`${YEARS} years, ${seq} entries: the wall p95 ${years.p95Ms.toFixed(1)} ms`);
  const recomputeS = await seconds(async () => {
    await db.updateTable("dossier").set(({ ref }) => ({ dirtyFromSeq: ref("newestSeq") })).where("key", "like", "org:%").execute();
    await settle(parts);
  });
  say(`obligations of ${evaluators} evaluators computed again in ${recomputeS.toFixed(1)} s`);
  const rebuildS = await seconds(() => db.connection().execute((connection) => rebuild({ ...parts, db: connection })));
  say(`rebuilt from ${seq} entries in ${rebuildS.toFixed(1)} s`);
  return {
    rebuildEntriesPerS: seq / rebuildS,
    rebuildS,
    entries: seq,
    recomputeEvaluators: evaluators,
    recomputeS,
    snapshotP95Ms: years.p95Ms,
    snapshotMaxMs: years.maxMs,
    snapshotGrowth: years.p95Ms / month.p95Ms,
  };
}

async function appendAll(db: Kysely<Database>, facts: () => Generator<EventFact>): Promise<void> {
  let waiting: EventFact[] = [];
  for (const fact of facts()) {
    waiting.push(fact);
    if (waiting.length < FACTS_PER_APPEND) continue;
    await appendFacts(db, waiting, systemClock.nowUs());
    waiting = [];
  }
  if (waiting.length > 0) await appendFacts(db, waiting, systemClock.nowUs());
}

async function settle(parts: RulesParts): Promise<void> {
  while (await turn(parts)) {
    // until nothing is left
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startMs = systemClock.monotonicMs();
  await work();
  return (systemClock.monotonicMs() - startMs) / 1000;
}
