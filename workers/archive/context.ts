import { openDatabase } from "../../shared/node/database/database.ts";
import type { Log } from "../../shared/node/log/log.ts";
import { openObjectStore } from "../../shared/node/object-store/open-object-store.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { loadSigningKey } from "../../shared/node/signing/signing-key.ts";
import { DEFAULT_ARCHIVE_SETTINGS, type ArchiveSettings } from "./archive-settings.ts";
import type { ArchiveWorkerParts } from "./archive-worker.ts";
import type { ArchiveConfig } from "./config/config.ts";
import { retryForEver } from "../../shared/time/retry.ts";

export interface ArchiveContext {
  parts: ArchiveWorkerParts;
  close(): Promise<void>;
}

/** The composition root: every adapter of this process is made here. Waits for a store that is away at the start. */
export async function createContext(config: ArchiveConfig, log: Log, clock: Clock, signal: AbortSignal, overrides: Partial<ArchiveSettings> = {}): Promise<ArchiveContext> {
  const settings = { ...DEFAULT_ARCHIVE_SETTINGS, retentionYears: config.retentionYears, ...overrides };
  const key = await loadSigningKey(config.keyDirectory, "archive-key");
  const store = await retryForEver(() => openObjectStore(config.store, clock), settings, clock, signal, (error) => log.warn({ err: error }, "the object store cannot be opened now"));
  const db = openDatabase(config.databaseUrl, { log, applicationName: "archive", maxConnections: settings.concurrentWrites + 3 });
  const { spoolDirectory, spoolId, retentionYears } = config;
  return {
    parts: { db, store, key, spoolDirectory, spoolId, retentionYears, settings, clock, signal, log },
    async close() {
      await store.close();
      await db.destroy();
    },
  };
}
