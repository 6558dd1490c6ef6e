import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { translateOutage } from "./database-unavailable.ts";
import { MIGRATIONS } from "./migrations/migration-list.ts";
import type { Database } from "./tables.ts";

/**
 * Brings the schema up to this program's. Safe from several processes at once:
 * Kysely holds an advisory lock, the later ones find nothing left to do.
 * @returns names applied by this call
 */
export async function migrateToLatest(db: Kysely<Database>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === "Error");
  if (failed !== undefined) throw new Error(`migration ${failed.migrationName} failed; nothing of it was kept`, { cause: error });
  if (error !== undefined) throw translateOutage(error);
  return (results ?? []).map((result) => result.migrationName);
}
