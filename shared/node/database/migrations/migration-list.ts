import type { Migration } from "kysely/migration";
import { footageMigration } from "./0001-footage.ts";
import { archiveTotalMigration } from "./0002-archive-total.ts";
import { archiveStateMigration } from "./0003-archive-state.ts";
import { ledgerMigration } from "./0004-ledger.ts";
import { platformMigration } from "./0005-platform.ts";
import { eventIdMigration } from "./0006-event-id.ts";
import { eventSessionsMigration } from "./0007-event-sessions.ts";
import { batchesAndFeedsMigration } from "./0008-batches-and-feeds.ts";

/** In order. A migration that was ever released is not edited; a test holds this list against the files beside it. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-footage": footageMigration,
  "0002-archive-total": archiveTotalMigration,
  "0003-archive-state": archiveStateMigration,
  "0004-ledger": ledgerMigration,
  "0005-platform": platformMigration,
  "0006-event-id": eventIdMigration,
  "0007-event-sessions": eventSessionsMigration,
  "0008-batches-and-feeds": batchesAndFeedsMigration,
};
