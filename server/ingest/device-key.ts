import { createPublicKey, type KeyObject } from "node:crypto";
import type { Refused } from "../../shared/protocol/ingest.ts";
import { refuse } from "./refusal.ts";

const ED25519_KEY_BYTES = 32;

/** An Ed25519 public key from its 32 raw bytes. @throws for anything else */
export function ed25519PublicKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(raw).toString("base64url") }, format: "jwk" });
}

/**
 * Which key a stream's signature records are checked with. Only the
 * administrator pins a camera's key; the server never does so by itself,
 * because then a stolen token could pin the thief's. A key offered for a camera
 * without a pinned one is used for this connection: it shows that the worker
 * is consistent, and proves nothing more.
 */
export function chooseDeviceKey(pinned: Uint8Array | null, offered: string | undefined): KeyObject | null | Refused {
  const offeredRaw = offered === undefined ? null : Buffer.from(offered, "base64url");
  if (offeredRaw !== null && offeredRaw.byteLength !== ED25519_KEY_BYTES) {
    return refuse("bad-request", `open.devicePublicKey: expected ${ED25519_KEY_BYTES} bytes of Ed25519 public key in base64url, got ${offeredRaw.byteLength}`);
  }
  if (pinned === null) return offeredRaw === null ? null : ed25519PublicKey(offeredRaw);
  if (offeredRaw !== null && offeredRaw.equals(pinned)) return ed25519PublicKey(pinned);
  const got = offeredRaw === null ? "none" : "another";
  return refuse("chain-broken", `expected the device key that the administrator enrolled for this camera, got ${got}: give the worker its key, or have the new one enrolled`);
}
