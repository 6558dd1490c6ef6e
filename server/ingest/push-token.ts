import { createHash, timingSafeEqual } from "node:crypto";

/** What is compared with when the camera is unknown, so that both refusals take the same time. */
const NO_TOKEN_HASH = Buffer.alloc(32);

/** Whether `token` is the one whose SHA-256 is kept; constant time, false for an unknown camera (null). */
export function isPushToken(token: string, tokenHash: Uint8Array | null): boolean {
  const given = createHash("sha256").update(token).digest();
  return timingSafeEqual(given, tokenHash ?? NO_TOKEN_HASH) && tokenHash !== null;
}
