import { z } from "zod";
import { CameraId, EvaluatorId, RoomId, SessionId, StreamRole } from "../domain/ids.ts";

/**
 * The registry: who examines where, with which cameras, and when. One schema
 * for the route and for the client. `PUT /api/v1/rooms/:id` creates or changes;
 * sending the same twice is the same.
 */
const name = (words: string) => z.string().trim().min(1, `${words} must not be empty`).max(100, `${words} must be at most 100 characters`);
const names = { nameZh: name("nameZh"), nameEn: name("nameEn") };
const utc = z.iso.datetime({ offset: true, error: "expected a time with zone, for example 2026-11-22T09:00:00+08:00" });

export const EvaluatorBody = z.object(names);
export const Evaluator = z.object({ id: EvaluatorId, ...names });
export type Evaluator = z.infer<typeof Evaluator>;

export const RoomBody = z.object({ evaluatorId: EvaluatorId, ...names });
export const Room = z.object({ id: RoomId, evaluatorId: EvaluatorId, ...names });
export type Room = z.infer<typeof Room>;

export const CameraBody = z.object({
  roomId: RoomId,
  ...names,
  /** Raw Ed25519 public key of the capture worker, base64url; then chain heads must be signed by it. Absent = leave as is, null = none. */
  devicePublicKey: z.string().regex(/^[\w-]{43}$/, "a device key is 32 bytes as 43 base64url characters").nullable().optional(),
  /** A retired camera is no longer expected to send. */
  retired: z.boolean().default(false),
});
export const Camera = z.object({
  id: CameraId,
  roomId: RoomId,
  ...names,
  devicePublicKey: z.string().nullable(),
  retiredAt: z.string().nullable(),
  roles: z.array(StreamRole),
});
export type Camera = z.infer<typeof Camera>;

/** Shown once, when a camera is made or its token replaced. */
export const CameraToken = z.object({ cameraId: CameraId, token: z.string() });
export type CameraToken = z.infer<typeof CameraToken>;

/** `token` null: the camera existed and keeps the token it has. */
export const CameraSaved = z.object({ camera: Camera, token: z.string().nullable() });
export type CameraSaved = z.infer<typeof CameraSaved>;

export const SessionBody = z
  .object({ roomId: RoomId, titleZh: name("titleZh"), titleEn: name("titleEn"), startsAt: utc, endsAt: utc })
  .refine((session) => Date.parse(session.endsAt) > Date.parse(session.startsAt), { path: ["endsAt"], message: "endsAt must be later than startsAt" });
export const ExamSession = z.object({ id: SessionId, roomId: RoomId, titleZh: z.string(), titleEn: z.string(), startsAt: z.string(), endsAt: z.string() });
export type ExamSession = z.infer<typeof ExamSession>;

/** Sessions that overlap this window; at most 31 days, so that the answer does not grow with the years. */
export const SessionQuery = z
  .object({ from: utc, to: utc })
  .refine((window) => Date.parse(window.to) > Date.parse(window.from), { path: ["to"], message: "to must be later than from" })
  .refine((window) => Date.parse(window.to) - Date.parse(window.from) <= 31 * 86_400_000, { path: ["to"], message: "the window must be at most 31 days" });
