import { constants } from "node:fs";
import { access, mkdir, statfs } from "node:fs/promises";
import type { Kysely } from "kysely";
import { databaseTimeUs } from "../../shared/node/database/machine-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ReadinessCheck } from "./readiness.ts";

/** More than this and times in the archive and in the registry would not agree (P5). */
const MAX_CLOCK_DIFFERENCE_MS = 2_000;
const MIN_SPOOL_FREE_BYTES = 256 * 2 ** 20;

export function databaseCheck(db: Kysely<Database>): ReadinessCheck {
  return { part: "database", check: () => databaseTimeUs(db).then(() => null) };
}

export function clockCheck(db: Kysely<Database>, clock: Clock): ReadinessCheck {
  return {
    part: "clock",
    async check() {
      const beforeUs = clock.nowUs();
      const databaseUs = await databaseTimeUs(db);
      const middleUs = (beforeUs + clock.nowUs()) / 2;
      const differenceMs = Math.abs(databaseUs - middleUs) / 1000;
      if (differenceMs <= MAX_CLOCK_DIFFERENCE_MS) return null;
      return `expected this machine and the database within ${MAX_CLOCK_DIFFERENCE_MS / 1000} s, got ${(differenceMs / 1000).toFixed(1)} s; check NTP on both`;
    },
  };
}

export function spoolCheck(directory: string): ReadinessCheck {
  return {
    part: "spool disk",
    async check() {
      await mkdir(directory, { recursive: true });
      await access(directory, constants.W_OK);
      const { bavail, bsize } = await statfs(directory);
      if (bavail * bsize >= MIN_SPOOL_FREE_BYTES) return null;
      return `expected ${MIN_SPOOL_FREE_BYTES / 2 ** 20} MB free in ${directory}, got ${Math.floor((bavail * bsize) / 2 ** 20)} MB`;
    },
  };
}

/** Asks for the first object of a prefix that nothing uses: an empty answer is an answer. */
export function storeCheck(store: ObjectStore): ReadinessCheck {
  return {
    part: "object store",
    async check() {
      for await (const _ of store.list("readiness/")) break;
      return null;
    },
  };
}

/** P8 while the ledger does not answer: live pictures go on, their entries wait, and nobody may call that ready. */
export function viewingsCheck(overdue: () => number): ReadinessCheck {
  return {
    part: "ledger of live viewings",
    check: () => Promise.resolve(overdue() === 0 ? null : `expected every live viewing in the ledger, ${overdue()} entries wait for it in memory; they are tried again every 30 s, do not restart the server before`),
  };
}
