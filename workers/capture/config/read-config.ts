import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import { CaptureConfig, type CameraConfig, type Secret, type SourceConfig } from "./capture-config.ts";
import { readEnvironment } from "./env.ts";

/** A configuration that cannot be used; the message has one line for every mistake. */
export class CaptureConfigError extends Error {
  override name = "CaptureConfigError";
}

/** A source whose secrets are at hand. */
export type ReadySource = SourceConfig & { secret: string | undefined };
export interface ReadyCamera extends Omit<CameraConfig, "token" | "main" | "sub"> {
  token: string;
  main: ReadySource;
  sub: ReadySource | undefined;
}
export interface ReadyConfig extends Omit<CaptureConfig, "cameras"> {
  cameras: ReadyCamera[];
}

/** Reads, checks and completes the file: secrets fetched, relative paths taken from where the file stands. @throws CaptureConfigError */
export async function readCaptureConfig(path: string): Promise<ReadyConfig> {
  const folder = dirname(resolve(path));
  const raw = await readJson(path);
  const parsed = CaptureConfig.safeParse(raw);
  if (!parsed.success) throw new CaptureConfigError(`${path} has mistakes:\n${parsed.error.issues.map((issue) => `- ${sentence(issue, raw)}`).join("\n")}`);
  const config = parsed.data;
  const cameras = await Promise.all(config.cameras.map((camera) => readyCamera(camera, folder)));
  return {
    ...config,
    cameras,
    spool: { ...config.spool, directory: resolve(folder, config.spool.directory) },
    ...(config.deviceKeyFile === undefined ? {} : { deviceKeyFile: resolve(folder, config.deviceKeyFile) }),
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CaptureConfigError(`expected ${path} to be a JSON file with the capture configuration, got: ${reason}`, { cause });
  }
}

/** "cameras[2] (xm-r1-c2).main.url: expected …" */
function sentence(issue: z.core.$ZodIssue, raw: unknown): string {
  const [list, index, ...rest] = issue.path;
  if (list !== "cameras" || typeof index !== "number") return `${issue.path.join(".") || "the file"}: ${issue.message}`;
  const id = (raw as { cameras?: { id?: unknown }[] }).cameras?.[index]?.id;
  const name = typeof id === "string" ? ` (${id})` : "";
  return `cameras[${index}]${name}${rest.map((key) => `.${String(key)}`).join("")}: ${issue.message}`;
}

async function readyCamera(camera: CameraConfig, folder: string): Promise<ReadyCamera> {
  const [token, main, sub] = await Promise.all([
    readSecret(camera.token, folder, `the token of camera ${camera.id}`),
    readySource(camera.main, folder, `camera ${camera.id}, main`),
    camera.sub === undefined ? undefined : readySource(camera.sub, folder, `camera ${camera.id}, sub`),
  ]);
  return { ...camera, token, main, sub };
}

async function readySource(source: SourceConfig, folder: string, where: string): Promise<ReadySource> {
  const secret = source.kind === "rtsp" ? source.password : source.kind === "srt" ? source.passphrase : undefined;
  const ready = { ...source, secret: secret === undefined ? undefined : await readSecret(secret, folder, `the secret of ${where}`) };
  return ready.kind === "file" ? { ...ready, path: resolve(folder, ready.path) } : ready;
}

async function readSecret(secret: Secret, folder: string, what: string): Promise<string> {
  if (typeof secret === "string") return secret;
  if ("env" in secret) {
    const value = readEnvironment(secret.env);
    if (value === undefined || value === "") throw new CaptureConfigError(`expected ${what} in the environment variable ${secret.env}, got nothing: set it`);
    return value;
  }
  const path = resolve(folder, secret.file);
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new CaptureConfigError(`expected ${what} in the file ${path}, which cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
