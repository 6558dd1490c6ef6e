import { sql, type Kysely, type Transaction } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { OpenRequest } from "../../shared/protocol/ingest.ts";

/** The camera's secrets, or undefined where it is not registered or retired. */
export function findCameraKeys(db: Kysely<Database>, cameraId: string): Promise<{ tokenHash: Buffer; devicePublicKey: Buffer | null } | undefined> {
  return db
    .selectFrom("camera")
    .select(["tokenHash", "devicePublicKey"])
    .where("id", "=", cameraId)
    .where("retiredAt", "is", null)
    .executeTakeFirst();
}

export interface LeaseHolder {
  nodeName: string;
  nodeUrl: string | null;
  leaseMs: number;
}

export type Claim =
  | { owned: false; ownerUrl: string | null }
  | { owned: true; streamId: number; originUs: number; lastNumber: number; archived: { number: number; head: Buffer } | null };

/**
 * Takes the camera's lease for this node and finds or makes the stream's row.
 * The camera row is locked first, so that two nodes cannot both find it free.
 */
export function claimStream(db: Kysely<Database>, request: OpenRequest, holder: LeaseHolder): Promise<Claim> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom("camera").select("id").where("id", "=", request.cameraId).forUpdate().execute();
    const elsewhere = await tx
      .selectFrom("stream")
      .select("ownerUrl")
      .where("cameraId", "=", request.cameraId)
      .where("ownerNode", "<>", holder.nodeName)
      .where("leaseUntil", ">", sql<Date>`clock_timestamp()`)
      .executeTakeFirst();
    if (elsewhere !== undefined) return { owned: false, ownerUrl: elsewhere.ownerUrl };
    const stream = await upsertStream(tx, request, holder);
    return { owned: true, streamId: stream.id, originUs: stream.originUs, lastNumber: stream.lastNumber, archived: await lastArchived(tx, stream.id) };
  });
}

function upsertStream(tx: Transaction<Database>, request: OpenRequest, holder: LeaseHolder) {
  const lease = {
    ownerNode: holder.nodeName,
    ownerUrl: holder.nodeUrl,
    leaseUntil: leaseEnd(holder.leaseMs),
    connected: true,
  };
  return tx
    .insertInto("stream")
    .values({ cameraId: request.cameraId, role: request.role, epoch: request.epoch, originUs: request.originUs, ...lease })
    .onConflict((conflict) => conflict.columns(["cameraId", "role", "epoch"]).doUpdateSet(lease))
    .returning(["id", "originUs", "lastNumber"])
    .executeTakeFirstOrThrow();
}

/** The end of what the archive has of a stream, or null. */
export async function lastArchived(db: Kysely<Database>, streamId: number): Promise<{ number: number; head: Buffer } | null> {
  const segment = await db
    .selectFrom("segment")
    .select(["lastNumber", "head"])
    .where("streamId", "=", streamId)
    .orderBy("firstNumber", "desc")
    .limit(1)
    .executeTakeFirst();
  return segment === undefined ? null : { number: segment.lastNumber, head: segment.head };
}

/** Renews what this node still owns; returns the ids that it does. */
export async function renewLeases(db: Kysely<Database>, streamIds: readonly number[], holder: LeaseHolder): Promise<Set<number>> {
  const renewed = await db
    .updateTable("stream")
    .set({ leaseUntil: leaseEnd(holder.leaseMs) })
    .where("id", "in", streamIds)
    .where("ownerNode", "=", holder.nodeName)
    .returning("id")
    .execute();
  return new Set(renewed.map(({ id }) => id));
}

function leaseEnd(leaseMs: number) {
  return sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;
}
