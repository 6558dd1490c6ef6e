import { sql, type Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Producer } from "../../shared/protocol/producers.ts";
import { hashToken } from "../access/principal.ts";

type Db = Kysely<Database>;

/** One producer, or all. */
export async function listProducers(db: Db, id?: string): Promise<Producer[]> {
  const lastSequence = sql<number | null>`(select max(e.producer_seq) from ledger_entry e where e.producer = producer.id and e.producer_seq is not null)`;
  const rows = await db
    .selectFrom("producer")
    .select(["id", "name", "orgId", "system", "retiredAt", "createdAt", lastSequence.as("lastSequence")])
    .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ ...row, retiredAt: row.retiredAt?.toISOString() ?? null, createdAt: row.createdAt.toISOString() }));
}

export interface ProducerChange {
  id: string;
  name: string;
  orgId: string | null;
  system: string | null;
  retiredAt: Date | null;
  /** Used only when the producer is new. */
  token: string;
}

/** @returns true when the producer is new, and `token` now opens it */
export async function saveProducer(db: Db, { id, token, ...rest }: ProducerChange): Promise<boolean> {
  const inserted = await db
    .insertInto("producer")
    .values({ id, ...rest, tokenHash: hashToken(token) })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return true;
  await db.updateTable("producer").set(rest).where("id", "=", id).execute();
  return false;
}

/** @returns false when there is no such producer */
export async function replaceProducerToken(db: Db, id: string, token: string): Promise<boolean> {
  const done = await db.updateTable("producer").set({ tokenHash: hashToken(token) }).where("id", "=", id).executeTakeFirst();
  return done.numUpdatedRows > 0n;
}
