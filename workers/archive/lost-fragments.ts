import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import type { SegmentManifest } from "../../shared/segment/segment-manifest.ts";

/** Seconds that were acknowledged and then lost on the spool's disk are gaps with their cause (P2). */
export async function addLostFragments(db: Kysely<Database>, streamId: number, manifest: SegmentManifest, lost: ReadonlySet<number>): Promise<void> {
  const rows = manifest.records
    .filter((record) => record.kind === "media" && lost.has(record.number))
    .map((record) => ({
      streamId,
      number: record.number,
      startUs: record.startUs,
      endUs: record.startUs + record.durationUs,
      cause: "centre-lost",
      detail: "damaged in the centre's spool before it was archived",
      droppedFragments: 1,
    }));
  if (rows.length === 0) return;
  await db.insertInto("declaredGap").values(rows).onConflict((conflict) => conflict.doNothing()).execute();
}
