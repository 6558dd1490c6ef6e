import type { ServerConfig } from "./config.ts";

/** The configuration as it is used, for people: flat, secrets masked (they mask themselves). */
export function effectiveConfig(config: ServerConfig): Record<string, unknown> {
  const { objectStore, ...rest } = config;
  return { ...rest, databaseUrl: config.databaseUrl?.toString() ?? "embedded", objectStore: { ...objectStore } };
}
