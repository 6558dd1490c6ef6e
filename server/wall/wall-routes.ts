import type { Kysely } from "kysely";
import type { z } from "zod";
import type { Database } from "../../shared/node/database/tables.ts";
import { CompletenessAnswer, CompletenessQuery, GapsAnswer } from "../../shared/protocol/completeness.ts";
import { WallSnapshot } from "../../shared/protocol/wall.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { completenessOf, listGaps, sumCompleteness, type CameraCompleteness } from "./completeness.ts";
import { readCompletenessRows, type CompletenessWindow } from "./completeness-queries.ts";

export interface WallRouteParts {
  db: Kysely<Database>;
  clock: Clock;
  snapshot(): Promise<WallSnapshot>;
}

const MAX_GAPS = 1_000;
const config = { capability: "wall.read" } as const;

/** The wall's snapshot, and completeness and gaps of any window of at most a day. */
export function wallRoutes(app: HttpApp, parts: WallRouteParts): void {
  app.get("/api/v1/wall", { config, schema: { response: { 200: WallSnapshot } } }, () => parts.snapshot());

  app.get("/api/v1/completeness", { config, schema: { querystring: CompletenessQuery, response: { 200: CompletenessAnswer } } }, async (request) => {
    const { window, cameras } = await measure(parts, request.query);
    const perCamera = cameras.map(({ cameraId, expectedUs, storedUs }) => ({
      cameraId,
      expectedSeconds: expectedUs / 1e6,
      storedSeconds: storedUs / 1e6,
      gapSeconds: (expectedUs - storedUs) / 1e6,
    }));
    return { ...sumCompleteness(cameras, window), cameras: perCamera };
  });

  app.get("/api/v1/gaps", { config, schema: { querystring: CompletenessQuery, response: { 200: GapsAnswer } } }, async (request) => {
    const { cameras } = await measure(parts, request.query);
    const gaps = listGaps(cameras, parts.clock.nowUs());
    return { gaps: gaps.slice(0, MAX_GAPS), gapsTotal: gaps.length };
  });
}

async function measure(parts: WallRouteParts, query: z.infer<typeof CompletenessQuery>): Promise<{ window: CompletenessWindow; cameras: CameraCompleteness[] }> {
  const window = { cameraId: query.cameraId ?? null, fromUs: Date.parse(query.from) * 1000, toUs: Date.parse(query.to) * 1000 };
  const rows = await readCompletenessRows(parts.db, window);
  if (query.cameraId !== undefined && rows.cameras.length === 0) throw new ApiError("not-found", `no camera ${query.cameraId}`);
  return { window, cameras: completenessOf(rows, window, parts.clock.nowUs()) };
}
