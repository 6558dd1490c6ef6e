import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { letGo, tryHold } from "../../shared/node/database/machine-queries.ts";
import { saveArchiveReport } from "../../shared/node/database/archive-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { StoreAssurance } from "../../shared/node/object-store/object-store.ts";
import { readRecordLog } from "../../shared/node/record-log/read-record-log.ts";
import { ArchiveRun, endsRunOnly, type ArchiveRunParts } from "./archive-run.ts";
import { retryForEver } from "../../shared/time/retry.ts";

export type ArchiveWorkerParts = Omit<ArchiveRunParts, "spool">;

const SWEEP_INTERVAL_MS = 24 * 3600 * 1000;

/** Runs until the signal aborts. Store and database may come and go; only an unforeseen error ends it. */
export async function runArchiveWorker(parts: ArchiveWorkerParts): Promise<void> {
  const { signal, settings, clock, log } = parts;
  try {
    await retryForEver(() => oneRun(parts), settings, clock, signal, (error) => {
      if (signal.aborted || !endsRunOnly(error)) throw error;
      log.warn({ err: error }, "the database cannot answer now; the spool keeps everything until it can");
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function oneRun(parts: ArchiveWorkerParts): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([parts.signal, ending.signal]);
  const spool = readRecordLog(parts.spoolDirectory, (damage) => parts.log.error(damage, damage.message));
  const run = new ArchiveRun({ ...parts, spool, signal });
  try {
    await withSpoolLock(parts, signal, async (holder) => {
      await registerKey(parts);
      await run.begin();
      await turnForEver(parts, run, holder, signal);
    });
  } finally {
    ending.abort(new Error("this run of the archive worker is over"));
    await run.settle();
    await spool.close();
  }
}

async function turnForEver(parts: ArchiveWorkerParts, run: ArchiveRun, holder: Kysely<Database>, signal: AbortSignal): Promise<void> {
  const { clock, settings } = parts;
  let assurance: StoreAssurance | null = null;
  let reportAtMs = Number.NEGATIVE_INFINITY;
  let sweepAtMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const nowMs = clock.monotonicMs();
    if (nowMs >= reportAtMs) {
      assurance ??= await testStore(parts);
      if (assurance !== null && nowMs >= sweepAtMs) {
        await parts.store.sweep(new Date(clock.nowUs() / 1000)).catch((error: unknown) => parts.log.warn({ err: error }, "the store could not be swept"));
        sweepAtMs = nowMs + SWEEP_INTERVAL_MS;
      }
      await report(parts, run, holder, assurance);
      reportAtMs = nowMs + settings.reportMs;
    }
    // A store that does not prove its lock gets nothing; the spool keeps it (P4).
    if (assurance !== null) await run.turn();
    await run.pause();
  }
}

/** null while the store is away or does not lock. */
async function testStore(parts: ArchiveWorkerParts): Promise<StoreAssurance | null> {
  try {
    const assurance = await parts.store.selfTest(new Date(parts.clock.nowUs() / 1000));
    parts.log.info({ store: parts.store.description, assurance }, "the store has proved that it locks");
    return assurance;
  } catch (error) {
    parts.log.error({ err: error, store: parts.store.description }, "the store has not proved that it locks: nothing is archived until it does");
    return null;
  }
}

async function report(parts: ArchiveWorkerParts, run: ArchiveRun, holder: Kysely<Database>, assurance: StoreAssurance | null): Promise<void> {
  const capacity = await parts.store.capacity().catch(() => null);
  const waiting = run.waiting();
  const untested = { state: "unavailable", detail: "the store has not proved its lock since the start" } as const;
  const { state, detail } = assurance === null ? untested : run.health;
  await saveArchiveReport(holder, {
    spoolId: parts.spoolId,
    reportedAt: new Date(parts.clock.nowUs() / 1000),
    storeDescription: parts.store.description,
    storeAssurance: assurance,
    storeState: state,
    storeDetail: detail,
    capacityBytes: capacity?.totalBytes ?? null,
    freeBytes: capacity?.freeBytes ?? null,
    spoolBytes: await folderBytes(parts.spoolDirectory),
    waitingRecords: waiting.records,
    oldestWaitingUs: waiting.oldestReceivedUs,
  });
}

/** One archive worker per spool: a second one waits for this lock. Reports go through the same connection, so a lost lock is noticed. */
async function withSpoolLock(parts: ArchiveWorkerParts, signal: AbortSignal, work: (holder: Kysely<Database>) => Promise<void>): Promise<void> {
  const { db, clock, settings, spoolId, log } = parts;
  await db.connection().execute(async (holder) => {
    const lock = `archive ${spoolId}`;
    while (!(await tryHold(holder, lock))) {
      log.info({ spoolId }, "another archive worker has this spool: waiting");
      await clock.sleep(settings.reportMs, signal);
    }
    try {
      await work(holder);
    } finally {
      await letGo(holder, lock).catch(() => undefined);
    }
  });
}

async function registerKey(parts: ArchiveWorkerParts): Promise<void> {
  const { id, publicKey } = parts.key;
  await parts.db.insertInto("signingKey").values({ id, publicKey }).onConflict((conflict) => conflict.doNothing()).execute();
}

async function folderBytes(directory: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(directory).catch(() => [])) {
    bytes += await stat(join(directory, name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
