import type { Kysely } from "kysely";
import { addSegment, lastSegment, lastSegmentWithInit } from "../../shared/node/database/archive-queries.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { genesisHead } from "../../shared/node/chain/advance-chain.ts";
import type { ObjectStore, StoredObject } from "../../shared/node/object-store/object-store.ts";
import { nodeVerifyTools } from "../../shared/node/segment/node-verify-tools.ts";
import type { SegmentStream } from "../../shared/segment/compose-manifest.ts";
import { toHex } from "../../shared/segment/byte-text.ts";
import { segmentKeyPrefix, type SegmentManifest } from "../../shared/segment/segment-manifest.ts";
import { verifySegment } from "../../shared/segment/verify-segment.ts";
import { readStoredManifest } from "../../shared/node/segment/read-manifest.ts";
import { CameraId, StreamEpoch } from "../../shared/domain/ids.ts";
import { addLostFragments } from "./lost-fragments.ts";
import { segmentRow } from "./segment-row.ts";
import type { SegmentWriterParts } from "./segment-writer.ts";
import type { CarriedInit, GathererStart } from "./stream-gatherer.ts";

/**
 * Where a stream's archive goes on. An object that was stored while its row
 * was not (the worker was killed in between) is checked and given its row
 * first, so that a restart neither loses nor doubles anything.
 */
export async function startOfStream(streamId: number, parts: SegmentWriterParts): Promise<GathererStart> {
  const stream = await streamOf(parts.db, streamId);
  for (;;) {
    const last = await lastSegment(parts.db, streamId);
    const nextNumber = (last?.lastNumber ?? 0) + 1;
    const previousHead = last === undefined ? genesisHead(stream).toString("hex") : last.head.toString("hex");
    const adopted = await adopt(streamId, stream, { nextNumber, previousHead }, parts);
    if (!adopted) return { streamId, stream, nextNumber, previousHead, carriedInit: await carriedInitOf(parts.db, streamId, parts.store) };
  }
}

async function streamOf(db: Kysely<Database>, streamId: number): Promise<SegmentStream> {
  const row = await db.selectFrom("stream").select(["cameraId", "role", "epoch", "originUs"]).where("id", "=", streamId).executeTakeFirst();
  if (row === undefined) throw new Error(`expected stream ${streamId} of the spool in the database, it is not there: is this the database that belongs to the spool?`);
  return { cameraId: CameraId.parse(row.cameraId), role: row.role, epoch: StreamEpoch.parse(row.epoch), originUs: row.originUs };
}

async function adopt(streamId: number, stream: SegmentStream, next: { nextNumber: number; previousHead: string }, parts: SegmentWriterParts): Promise<boolean> {
  for await (const stored of parts.store.list(segmentKeyPrefix(stream, next.nextNumber))) {
    const manifest = await checkedManifest(stored, parts);
    if (manifest === null || manifest.previousHead !== next.previousHead || manifest.firstNumber !== next.nextNumber) {
      parts.log.error({ key: stored.key }, "an object without a row does not continue its stream: it is left alone, look at it");
      continue;
    }
    await addLostFragments(parts.db, streamId, manifest);
    await addSegment(parts.db, segmentRow(streamId, manifest, stored));
    parts.log.info({ key: stored.key }, "an object that was stored before a stop has its row now");
    return true;
  }
  return false;
}

async function checkedManifest(stored: StoredObject, parts: SegmentWriterParts): Promise<SegmentManifest | null> {
  const keys = { archive: new Map([[parts.key.id, parts.key.publicKey]]), device: new Map() };
  const { manifest, problems } = await verifySegment(await parts.store.get(stored), keys, nodeVerifyTools);
  return problems.length === 0 ? manifest : null;
}

async function carriedInitOf(db: Kysely<Database>, streamId: number, store: ObjectStore): Promise<CarriedInit | null> {
  const row = await lastSegmentWithInit(db, streamId);
  if (row === undefined) return null;
  const ref = { key: row.objectKey, version: row.objectVersion };
  const { init } = await readStoredManifest(store, ref, row.sizeBytes);
  if (init === null) throw new Error(`expected ${row.objectKey} to begin with an init, as its row says`);
  const bytes = await store.get(ref, { start: 0, end: init.bytes });
  if (toHex(nodeVerifyTools.sha256(bytes) as Uint8Array) !== init.sha256) throw new Error(`the init of ${row.objectKey} was changed: run verify`);
  return { recordNumber: init.recordNumber, sha256: init.sha256, bytes: init.bytes, read: () => Promise.resolve(bytes) };
}
