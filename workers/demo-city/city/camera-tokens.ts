import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { CameraId } from "../../../shared/domain/ids.ts";
import { writeSecretFile } from "./write-secret-file.ts";

const TokenFile = z.record(z.string(), z.string().min(16));

/** Push tokens of the demo cameras: made at the first start, kept in a file that only we can read, the same from then on. */
export async function loadCameraTokens(directory: string, cameraIds: readonly CameraId[]): Promise<Map<CameraId, string>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = path.join(directory, "camera-tokens.json");
  const known = await readTokens(file);
  const tokens = new Map(cameraIds.map((id) => [id, known[id] ?? newToken()]));
  await writeSecretFile(file, Object.fromEntries(tokens));
  return tokens;
}

/** 256 random bits as text. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the registry keeps of a token. */
export function hashOfToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

async function readTokens(file: string): Promise<Record<string, string>> {
  try {
    return TokenFile.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Error(`expected camera tokens in ${file}, could not read them; remove the file to have new ones made`, { cause: error });
  }
}
