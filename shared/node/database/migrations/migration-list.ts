import type { Migration } from "kysely/migration";
import { footageMigration } from "./0001-footage.ts";
import { archiveTotalMigration } from "./0002-archive-total.ts";
import { archiveMigration } from "./0002-archive.ts";

/** In order. A migration that was ever released is not edited; a test holds this list against the files beside it. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-footage": footageMigration,
  "0002-archive-total": archiveTotalMigration,
  "0002-archive": archiveMigration,
};
