import type { Kysely } from "kysely";
import type { Database } from "../../../shared/node/database/tables.ts";

/** How many entries of this source the ledger has. */
export async function countEntered(db: Kysely<Database>, source: string): Promise<number> {
  const { count } = await db
    .selectFrom("ledgerEntry")
    .select((of) => of.fn.countAll<number>().as("count"))
    .where("producer", "=", source)
    .where("producerSeq", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
