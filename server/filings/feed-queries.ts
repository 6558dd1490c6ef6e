import { createHash, randomBytes, randomUUID } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";

type Db = Kysely<Database>;

/** Keys are 32 random bytes, so an unsalted hash is enough: there is nothing to guess from. */
const hashOf = (key: string) => createHash("sha256").update(key).digest();

export async function makeFeed(db: Db, { label, orgId, asked }: { label: string; orgId: string | null; asked: string }): Promise<{ id: string; key: string }> {
  const [id, key] = [randomUUID(), randomBytes(32).toString("base64url")];
  await db.insertInto("calendarFeed").values({ id, keyHash: hashOf(key), label, orgId, asked }).execute();
  return { id, key };
}

export function listFeeds(db: Db) {
  return db.selectFrom("calendarFeed").select(["id", "label", "orgId", "asked", "createdAt"]).where("revokedAt", "is", null).orderBy("createdAt").execute();
}

/** @returns false when there is no such living feed */
export async function revokeFeed(db: Db, id: string): Promise<boolean> {
  const done = await db.updateTable("calendarFeed").set({ revokedAt: sql<Date>`now()` }).where("id", "=", id).where("revokedAt", "is", null).executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export function feedOfKey(db: Db, key: string) {
  return db.selectFrom("calendarFeed").select(["id", "label", "orgId", "asked"]).where("keyHash", "=", hashOf(key)).where("revokedAt", "is", null).executeTakeFirst();
}

/** The ledger entry that last spoke of each obligation: it grows whenever a due date changes. */
export async function announcedEntries(db: Db, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await db.selectFrom("announced").select(["key", "seq"]).where("key", "in", [...keys]).execute();
  return new Map(rows.map(({ key, seq }) => [key, seq]));
}
