import { z } from "zod";

/** One line of the stamp file: what an outside authority signed about one checkpoint (RFC 3161). */
export const CheckpointStamp = z.strictObject({
  format: z.literal("mingjian-checkpoint-stamp/1"),
  /** The checkpoint's line as it stands in the anchor file, without its line end: the bytes that were stamped. */
  checkpointLine: z.string(),
  /** As the token says, ISO text. */
  authorityTime: z.string(),
  /** The token, DER in base64. */
  token: z.base64(),
});
export type CheckpointStamp = z.infer<typeof CheckpointStamp>;
