import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import { hashToken, type Principal } from "./principal.ts";

/** The producer whose token this is; null for an unknown token and for a retired producer. */
export async function findProducer(db: Kysely<Database>, token: string): Promise<Principal | null> {
  const tokenHash = hashToken(token);
  const row = await db.selectFrom("producer").select(["id", "name", "orgId"]).where("tokenHash", "=", tokenHash).where("retiredAt", "is", null).executeTakeFirst();
  if (row === undefined) return null;
  return { kind: "producer", label: row.name, signInId: tokenHash.toString("hex"), producer: { id: row.id, orgId: row.orgId } };
}

/** Of these token hashes (hex), the ones that still open something. */
export async function stillProducers(db: Kysely<Database>, tokenHashes: readonly string[]): Promise<Set<string>> {
  if (tokenHashes.length === 0) return new Set();
  const hashes = tokenHashes.map((hash) => Buffer.from(hash, "hex"));
  const rows = await db.selectFrom("producer").select("tokenHash").where("tokenHash", "in", hashes).where("retiredAt", "is", null).execute();
  return new Set(rows.map((row) => row.tokenHash.toString("hex")));
}
