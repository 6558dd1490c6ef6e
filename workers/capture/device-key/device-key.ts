import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { HeadSignature } from "../../../shared/protocol/ingest.ts";

/** The edge's own Ed25519 key (RFC 8032): with it, the centre cannot forge what this worker sent (P3). */
export interface DeviceKey {
  /** Raw 32 bytes, base64url, as the `open` message carries it. */
  publicKey: string;
  signHead(head: Uint8Array): HeadSignature;
}

export class DeviceKeyError extends Error {
  override name = "DeviceKeyError";
}

/** Makes a key file that only its owner can read; never overwrites one. Returns the public half. */
export async function createDeviceKey(path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  try {
    await writeFile(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  } catch (cause) {
    throw new DeviceKeyError(`expected to create the device key ${path}, which must not exist yet: choose another name or move the old key away`, { cause });
  }
  return publicHalf(privateKey);
}

/** @throws DeviceKeyError for a file that is missing or no Ed25519 private key */
export async function loadDeviceKey(path: string): Promise<DeviceKey> {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(await readFile(path));
  } catch (cause) {
    throw new DeviceKeyError(`expected a PEM private key in ${path}: make one with "npm run capture -- --new-device-key ${path}"`, { cause });
  }
  if (privateKey.asymmetricKeyType !== "ed25519") {
    throw new DeviceKeyError(`expected an Ed25519 key in ${path}, got ${String(privateKey.asymmetricKeyType)}: make a new one`);
  }
  return {
    publicKey: publicHalf(privateKey),
    signHead: (head) => ({ head: Buffer.from(head).toString("hex"), signature: sign(null, head, privateKey).toString("base64url") }),
  };
}

function publicHalf(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (x === undefined) throw new DeviceKeyError("expected an Ed25519 public key, got none");
  return x;
}
