import { z } from "zod";
import { CameraId, StreamRole } from "../domain/ids.ts";

/** `GET /api/v1/cameras/:id/footage…` and `…/segments`: what of a camera is in the archive. */
const MAX_RANGE_MS = 24 * 3600 * 1000;
const instant = (what: string) => z.iso.datetime({ offset: true, error: `${what}: expected a time such as 2026-11-22T09:00:00+08:00` });

export const FootageQuery = z
  .object({ from: instant("from"), to: instant("to"), role: StreamRole.default("main") })
  .refine(({ from, to }) => Date.parse(to) > Date.parse(from), { error: "expected to later than from", path: ["to"] })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MAX_RANGE_MS, { error: "expected at most 24 hours: ask for the rest separately", path: ["to"] });
export type FootageQuery = z.infer<typeof FootageQuery>;

const Span = z.object({ startUs: z.number().int(), endUs: z.number().int() });

/** One file that a player opens without a break in parameters: camera settings did not change within it. */
export const FootagePart = Span.extend({
  part: z.number().int(),
  codecs: z.string().nullable(),
  segments: z.number().int(),
  /** Bytes of the segments it is taken from; the file is about as large when the range covers them whole. */
  sizeBytes: z.number().int(),
  url: z.string(),
});

export const FootageList = z.object({
  cameraId: CameraId,
  role: StreamRole,
  fromUs: z.number().int(),
  toUs: z.number().int(),
  parts: z.array(FootagePart),
  /** Seconds of the range that the archive does not hold. */
  gaps: z.array(Span.extend({ reason: z.enum(["not-stored", "not-archived-yet"]) })),
});
export type FootageList = z.infer<typeof FootageList>;

export const SegmentFacts = z.object({
  streamId: z.number().int(),
  firstNumber: z.number().int(),
  lastNumber: z.number().int(),
  startUs: z.number().int().nullable(),
  endUs: z.number().int().nullable(),
  sizeBytes: z.number().int(),
  sha256: z.string(),
  head: z.string(),
  retainUntil: z.iso.datetime(),
  legalHold: z.boolean(),
  /** The whole object with its manifest, for `npm run verify`. */
  url: z.string(),
});
export type SegmentFacts = z.infer<typeof SegmentFacts>;

export const SigningKey = z.object({ id: z.string(), pem: z.string() });
