import type { Kysely } from "kysely";
import type { EventFact } from "../../shared/events/event-entry.ts";
import type { AppendedFact } from "../../shared/node/database/ledger-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { untoldLinks } from "./footage-fact-queries.ts";
import { tellFootageFacts } from "./footage-facts.ts";
import { followIntoRegistry } from "./registry-follower.ts";
import { RepeatedWork } from "./repeated-work.ts";

export interface PlatformStageParts {
  db: Kysely<Database>;
  append(facts: readonly EventFact[]): Promise<AppendedFact[]>;
  clock: Clock;
  log: Log;
}

export interface PlatformStage {
  /** Both kinds of work until nothing waits; the clock does it by itself every few seconds. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

const INTERVAL_MS = 2_000;

/** What the platform says and learns by itself: footage lines into the ledger, listed evaluators and scheduled sessions into the registry. */
export function startPlatformStage({ db, append, clock, log }: PlatformStageParts): PlatformStage {
  const common = { intervalMs: INTERVAL_MS, clock, log };
  const footage = new RepeatedWork({ ...common, name: "footage facts", work: () => tellFootageFacts({ read: (limit) => untoldLinks(db, limit), append, log }) });
  const registry = new RepeatedWork({ ...common, name: "registry", work: () => followIntoRegistry(db, new Date(clock.nowUs() / 1000), log) });
  for (const work of [footage, registry]) work.start();
  return {
    async run() {
      await registry.run();
      await footage.run();
    },
    async stop() {
      await Promise.all([footage.stop(), registry.stop()]);
    },
  };
}
