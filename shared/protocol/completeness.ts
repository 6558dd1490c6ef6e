import { z } from "zod";
import { CameraId } from "../domain/ids.ts";
import { WallCompleteness, WallGap } from "./wall.ts";

const utc = z.iso.datetime({ offset: true, error: "expected a time with zone, for example 2026-11-22T09:00:00+08:00" });
const DAY_MS = 86_400_000;

/** A window of at most one day, so that an answer costs the same after five years as on the first day. */
export const CompletenessQuery = z
  .object({ cameraId: CameraId.optional(), from: utc, to: utc })
  .refine((query) => Date.parse(query.to) > Date.parse(query.from), { path: ["to"], message: "to must be later than from" })
  .refine((query) => Date.parse(query.to) - Date.parse(query.from) <= DAY_MS, { path: ["to"], message: "the window must be at most one day" });

/** `GET /api/v1/completeness`: expected = stored + gaps for each camera and in all (P2). */
export const CompletenessAnswer = WallCompleteness.extend({
  cameras: z.array(z.object({ cameraId: CameraId, expectedSeconds: z.number(), storedSeconds: z.number(), gapSeconds: z.number() })),
});
export type CompletenessAnswer = z.infer<typeof CompletenessAnswer>;

/** `GET /api/v1/gaps`: newest first. */
export const GapsAnswer = z.object({ gaps: z.array(WallGap), gapsTotal: z.number().int() });
export type GapsAnswer = z.infer<typeof GapsAnswer>;
