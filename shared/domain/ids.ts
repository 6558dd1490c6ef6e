import { z } from "zod";

/**
 * Names of things are short lower-case slugs that a person can read over the
 * phone: letters, digits and single hyphens, 2–63 characters, for example
 * `xm-port-r1-c2`. They are chosen by whoever registers the thing and never
 * change; what people see is the separate Chinese and English name.
 */
const SLUG = /^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){1,62}$/;

const slug = (thing: string) =>
  z.string().regex(SLUG, `${thing} must be 2–63 lower-case letters, digits or single hyphens, for example "xm-port-r1"`);

export const EvaluatorId = slug("evaluator id").brand<"EvaluatorId">();
export type EvaluatorId = z.infer<typeof EvaluatorId>;

export const RoomId = slug("room id").brand<"RoomId">();
export type RoomId = z.infer<typeof RoomId>;

export const CameraId = slug("camera id").brand<"CameraId">();
export type CameraId = z.infer<typeof CameraId>;

export const SessionId = slug("session id").brand<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;

/** `main` is what is kept as evidence; `sub` is a small H.264 copy from the camera for grids. */
export const StreamRole = z.enum(["main", "sub"]);
export type StreamRole = z.infer<typeof StreamRole>;

/**
 * One life of a stream's numbering: made at random by the capture worker when
 * its spool for the stream is new. Numbers start at 1 and the chain starts
 * afresh in each epoch, so that a replaced edge disk cannot be confused with
 * a rewritten history.
 */
export const StreamEpoch = z.uuid({ error: "epoch must be a UUID made by the capture worker" }).brand<"StreamEpoch">();
export type StreamEpoch = z.infer<typeof StreamEpoch>;
