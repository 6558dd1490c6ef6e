import type { Kysely } from "kysely";
import type { GapCause } from "../../shared/domain/gap-cause.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { isLost, type SegmentManifest } from "../../shared/segment/segment-manifest.ts";

const CAUSE: GapCause = "centre-lost";

/** Seconds that were acknowledged and then damaged on the spool's disk are gaps with their cause (P2). Safe to repeat. */
export async function addLostFragments(db: Kysely<Database>, streamId: number, manifest: SegmentManifest): Promise<void> {
  const rows = manifest.records
    .filter((record) => record.kind === "media" && isLost(record))
    .map((record) => ({
      streamId,
      number: record.number,
      startUs: record.startUs,
      endUs: record.startUs + record.durationUs,
      cause: CAUSE,
      detail: "damaged in the centre's spool before it was archived",
      droppedFragments: 1,
    }));
  if (rows.length === 0) return;
  await db.insertInto("declaredGap").values(rows).onConflict((conflict) => conflict.doNothing()).execute();
}

/** Acknowledged records that neither spool nor archive has any more. */
export interface LostRecords {
  fromNumber: number;
  toNumber: number;
  /** Where the first record after them begins, UTC µs. */
  untilUs: number;
}

/**
 * Their seconds, from the end of what is known before them. One row, under the first of their numbers
 * that is not a gap which capture had declared: those keep their own cause. Safe to repeat.
 */
export async function addLostRecords(db: Kysely<Database>, streamId: number, lost: LostRecords): Promise<void> {
  const startUs = await knownEndUs(db, streamId, lost.fromNumber);
  if (startUs >= lost.untilUs) return;
  const told = await db.selectFrom("declaredGap").select(["number", "cause"]).where("streamId", "=", streamId).where("number", ">=", lost.fromNumber).where("number", "<=", lost.toNumber).execute();
  if (told.some(({ cause }) => cause === CAUSE)) return;
  const taken = new Set(told.map(({ number }) => number));
  let number = lost.fromNumber;
  while (taken.has(number)) number += 1;
  if (number > lost.toNumber) return;
  const row = { streamId, number, startUs, endUs: lost.untilUs, cause: CAUSE, detail: `acknowledged records ${lost.fromNumber}–${lost.toNumber} are nowhere at the centre`, droppedFragments: lost.toNumber - lost.fromNumber + 1 - taken.size };
  await db.insertInto("declaredGap").values(row).execute();
}

/** End of the archived footage and of the declared gaps before a record; the stream's origin if there is neither. */
async function knownEndUs(db: Kysely<Database>, streamId: number, beforeNumber: number): Promise<number> {
  const { originUs } = await db.selectFrom("stream").select("originUs").where("id", "=", streamId).executeTakeFirstOrThrow();
  const segments = await db.selectFrom("segment").select((row) => row.fn.max("endUs").as("endUs")).where("streamId", "=", streamId).where("lastNumber", "<", beforeNumber).executeTakeFirst();
  const gaps = await db.selectFrom("declaredGap").select((row) => row.fn.max("endUs").as("endUs")).where("streamId", "=", streamId).where("number", "<", beforeNumber).executeTakeFirst();
  return Math.max(originUs, segments?.endUs ?? 0, gaps?.endUs ?? 0);
}
