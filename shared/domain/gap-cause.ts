import { z } from "zod";

/**
 * Why expected seconds are not stored (P2). Closed list: a new cause is a
 * change of this file, of both languages' words and of the wall.
 */
export const GAP_CAUSES = [
  "camera-offline", // capture could not reach the camera, or it sent nothing
  "camera-refused", // the camera answered and said no: credentials, session limit, unknown path
  "camera-no-keyframe", // packets came, but no picture could start from them
  "network", // camera to capture lost packets: an access unit or more is missing
  "capture-stopped", // the capture worker was not running
  "capture-overloaded", // capture had to drop before its spool; always counted
  "spool-full", // the edge disk limit was reached while the centre was away
  "clock-jump", // wall time was stepped: seconds that never existed
  "corrupted", // bytes arrived damaged and could not be had again
  "centre-lost", // acknowledged, then lost at the centre (never expected; P1)
  "not-yet-arrived", // capture is not connected, or still resending; may heal
  "never-connected", // no capture worker has ever opened this stream
] as const;

export const GapCause = z.enum(GAP_CAUSES);
export type GapCause = z.infer<typeof GapCause>;

/** Causes that capture itself may report; the rest are concluded at the centre. */
export const DECLARED_GAP_CAUSES = [
  "camera-offline",
  "camera-refused",
  "camera-no-keyframe",
  "network",
  "capture-stopped",
  "capture-overloaded",
  "spool-full",
  "clock-jump",
  "corrupted",
] as const satisfies readonly GapCause[];

export const DeclaredGapCause = z.enum(DECLARED_GAP_CAUSES);
export type DeclaredGapCause = z.infer<typeof DeclaredGapCause>;
