import { createPublicKey, verify } from "node:crypto";
import type { VerifyTools } from "../../segment/verify-segment.ts";
import { sha256 } from "../chain/advance-chain.ts";

/** DER of an Ed25519 SubjectPublicKeyInfo up to the 32 raw bytes (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export const nodeVerifyTools: VerifyTools = {
  sha256,
  verify: (publicKey, message, signature) =>
    verify(null, message, createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: "der", type: "spki" }), signature),
};

/** The 32 raw bytes of an Ed25519 public key in PEM. @throws where the PEM holds another kind of key */
export function rawPublicKey(pem: string): Buffer {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`expected an Ed25519 public key, got ${String(key.asymmetricKeyType)}`);
  return key.export({ format: "der", type: "spki" }).subarray(SPKI_PREFIX.byteLength);
}

/** A key's name: the first 16 hex digits of the SHA-256 of its raw bytes. */
export function keyIdOf(rawKey: Uint8Array): string {
  return sha256(rawKey).toString("hex").slice(0, 16);
}
