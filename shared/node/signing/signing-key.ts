import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { syncDirectory } from "../record-log/log-files.ts";
import { keyIdOf, rawPublicKey } from "../segment/node-verify-tools.ts";

/** An Ed25519 key of the centre, kept as a file that only its owner reads. */
export interface SigningKey {
  id: string;
  /** 32 raw bytes. */
  publicKey: Buffer;
  sign(message: Uint8Array): Buffer;
}

/**
 * Reads `<name>.pem` from `directory`, or makes one on the first start. The public
 * half is written beside it as `<name>-<id>.pub.pem`, for verifiers.
 */
export async function loadSigningKey(directory: string, name: string): Promise<SigningKey> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${name}.pem`);
  const pem = await readFile(path, "utf8").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    const made = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    await writeSynced(directory, `${name}.pem`, made, 0o600);
    return made;
  });
  return signingKeyOf(createPrivateKey(pem), async (id, publicPem) => writeSynced(directory, `${name}-${id}.pub.pem`, publicPem, 0o644));
}

async function signingKeyOf(privateKey: KeyObject, publish: (id: string, publicPem: string) => Promise<void>): Promise<SigningKey> {
  const publicPem = createPublicKey(privateKey).export({ format: "pem", type: "spki" }).toString();
  const publicKey = rawPublicKey(publicPem);
  const id = keyIdOf(publicKey);
  await publish(id, publicPem);
  return { id, publicKey, sign: (message) => sign(null, message, privateKey) };
}

/** A half-written private key would orphan every signature made with it: temporary file, sync, rename. */
async function writeSynced(directory: string, name: string, text: string, mode: number): Promise<void> {
  const temporary = join(directory, `${name}.new`);
  const handle = await open(temporary, "w", mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, join(directory, name));
  await syncDirectory(directory);
}
