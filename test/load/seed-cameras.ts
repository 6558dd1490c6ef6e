import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";

export interface SeededCamera {
  cameraId: string;
  token: string;
}

/** One room with `count` registered cameras, `load-c1` … and their push tokens. */
export async function seedCameras(db: Kysely<Database>, count: number): Promise<SeededCamera[]> {
  const names = { nameZh: "负载", nameEn: "load" };
  await db.insertInto("evaluator").values({ id: "load-evaluator", ...names }).onConflict((row) => row.doNothing()).execute();
  await db.insertInto("room").values({ id: "load-room", evaluatorId: "load-evaluator", ...names }).onConflict((row) => row.doNothing()).execute();
  const cameras = Array.from({ length: count }, (_, index) => ({ cameraId: `load-c${index + 1}`, token: `token-of-load-camera-${index + 1}` }));
  const rows = cameras.map(({ cameraId, token }) => ({ id: cameraId, roomId: "load-room", ...names, tokenHash: createHash("sha256").update(token).digest() }));
  await db.insertInto("camera").values(rows).onConflict((row) => row.doNothing()).execute();
  return cameras;
}
