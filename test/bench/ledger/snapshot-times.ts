import type { Kysely } from "kysely";
import { Server } from "socket.io";
import { WallStage } from "../../../server/wall/wall-stage.ts";
import type { Database } from "../../../shared/node/database/tables.ts";
import { silentLog } from "../../../shared/node/log/log.ts";
import { FakeClock } from "../../../shared/time/fake-clock.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { quantile } from "../statistics.ts";
import { NOW_MS } from "./synthetic-history.ts";

const SNAPSHOTS = 200;
const EMPTY_STORE = { capacityBytes: null, freeBytes: null, archivedBytes: 0, spoolBytes: 0, spoolLimitBytes: 1, daysLeft: null, archiveLagSeconds: null };

/** How long the wall takes to be read at the end of the history. @returns p95 and the longest, ms */
export async function measureSnapshots(db: Kysely<Database>): Promise<{ p95Ms: number; maxMs: number }> {
  const clock = new FakeClock(NOW_MS * 1000);
  const stage = new WallStage({ io: new Server(), db, clock, log: silentLog(), readStorage: () => Promise.resolve(EMPTY_STORE), guard: () => undefined, countDropped: () => undefined });
  const times: number[] = [];
  // The first few fill the database's own caches, as a wall that hangs there all day has them filled.
  for (let index = -10; index < SNAPSHOTS; index += 1) {
    const startMs = systemClock.monotonicMs();
    await stage.refresh();
    if (index >= 0) times.push(systemClock.monotonicMs() - startMs);
    await clock.advance(1000);
  }
  stage.stop();
  return { p95Ms: quantile(times, 0.95) ?? 0, maxMs: Math.max(...times) };
}
