import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import { StreamRole, type CameraId } from "../../shared/domain/ids.ts";

/** What the live stage asks of the registry. */
export interface LiveCamera {
  roles: StreamRole[];
  /** UTC µs of the newest stored sample of each role that has one. */
  lastFrameUs: Partial<Record<StreamRole, number>>;
}

export interface LiveCameras {
  /** null = no such camera. Rejects when the registry cannot answer: an outage is never "not found" (P15). */
  find(cameraId: CameraId): Promise<LiveCamera | null>;
}

/** The registry in the database. */
export function databaseLiveCameras(database: Kysely<Database>): LiveCameras {
  return {
    async find(cameraId) {
      const camera = await database
        .selectFrom("camera")
        .select("id")
        .where("id", "=", cameraId)
        .where("retiredAt", "is", null)
        .executeTakeFirst();
      if (camera === undefined) return null;
      const streams = await database
        .selectFrom("stream")
        .select(["role", "lastEndUs"])
        .where("cameraId", "=", cameraId)
        .orderBy("createdAt")
        .execute();
      return describe(streams);
    },
  };
}

/** Later epochs come last and win. */
function describe(streams: readonly { role: StreamRole; lastEndUs: number | null }[]): LiveCamera {
  const camera: LiveCamera = { roles: [], lastFrameUs: {} };
  for (const { role, lastEndUs } of streams) {
    if (!camera.roles.includes(role)) camera.roles.push(role);
    if (lastEndUs !== null) camera.lastFrameUs[role] = Number(lastEndUs);
  }
  camera.roles.sort((a, b) => StreamRole.options.indexOf(a) - StreamRole.options.indexOf(b));
  return camera;
}
