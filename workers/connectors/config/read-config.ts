import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { describeGot } from "../../../shared/events/event-refusal.ts";
import { ConnectorConfig, type FileDrop, type HttpPull, type Secret } from "./connector-config.ts";
import { readSecretVariable } from "./env.ts";

/** A configuration that cannot be used; the message has one line for every mistake. */
export class ConnectorConfigError extends Error {
  override name = "ConnectorConfigError";
}

export type ReadyFileDrop = Omit<FileDrop, "token"> & { token: string };
export type ReadyHttpPull = Omit<HttpPull, "token" | "bearer"> & { token: string; bearer: string | undefined };
export type ReadyConnector = ReadyFileDrop | ReadyHttpPull;
export interface ReadyConfig {
  serverUrl: string;
  connectors: ReadyConnector[];
}

/** Reads, checks and completes the file: secrets fetched, relative paths taken from where the file stands. @throws ConnectorConfigError */
export async function readConnectorConfig(path: string): Promise<ReadyConfig> {
  const folder = dirname(resolve(path));
  const raw = await readJson(path);
  const parsed = ConnectorConfig.safeParse(raw);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `- ${issue.path.join(".") || "the file"}: ${issue.code === "unrecognized_keys" ? `expected no field ${issue.keys.map((key) => `"${key}"`).join(", ")}` : issue.message}, got ${describeGot(valueAt(raw, issue.path))}`);
    throw new ConnectorConfigError(`${path} has mistakes:\n${sentences.join("\n")}`);
  }
  const { serverUrl, connectors } = parsed.data;
  return { serverUrl: serverUrl.replace(/\/$/, ""), connectors: await Promise.all(connectors.map((connector) => ready(connector, folder))) };
}

async function ready(connector: FileDrop | HttpPull, folder: string): Promise<ReadyConnector> {
  const token = await secretOf(connector.token, folder, `${connector.source}: token`);
  if (connector.kind === "file-drop") return { ...connector, token, folder: resolve(folder, connector.folder) };
  const bearer = connector.bearer === undefined ? undefined : await secretOf(connector.bearer, folder, `${connector.source}: bearer`);
  return { ...connector, token, bearer, stateFolder: resolve(folder, connector.stateFolder) };
}

async function secretOf(secret: Secret, folder: string, what: string): Promise<string> {
  if ("env" in secret) {
    const value = readSecretVariable(secret.env);
    if (value === undefined) throw new ConnectorConfigError(`${what}: expected it in the variable ${secret.env}, got nothing; set the variable`);
    return value;
  }
  const file = resolve(folder, secret.file);
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new ConnectorConfigError(`${what}: expected it in the file ${file}, got ${(cause as Error).message}; write the token there`, { cause });
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new ConnectorConfigError(`expected a JSON file at ${path}, got ${(cause as Error).message}`, { cause });
  }
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const key of path) value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  return value;
}
