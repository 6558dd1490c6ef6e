import { hostname } from "node:os";
import path from "node:path";
import { z } from "zod";
import { LOG_LEVELS, type LogLevel } from "../../../shared/node/log/log.ts";
import { OBJECT_STORE_VARIABLES, objectStoreConfigOf, parseEnvironment } from "../../../shared/node/object-store/object-store-config.ts";
import type { ObjectStoreConfig } from "../../../shared/node/object-store/open-object-store.ts";

export interface ArchiveConfig {
  databaseUrl: string;
  store: ObjectStoreConfig;
  /** The spool of one ingest node on this machine, and that node's name. */
  spoolDirectory: string;
  spoolId: string;
  keyDirectory: string;
  retentionYears: number;
  logLevel: LogLevel;
  logPretty: boolean;
}

/** The table in README.md is held against these keys. */
export const VARIABLES = {
  ...OBJECT_STORE_VARIABLES,
  DATABASE_URL: z.string("expected the address of the database").regex(/^postgres(ql)?:\/\//, "expected postgres://user:password@host:5432/name"),
  NODE_NAME: z.string().default(hostname()),
  RETENTION_YEARS: z.coerce.number().int().min(1, "expected 1–100 years").max(100, "expected 1–100 years").default(5),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  LOG_PRETTY: z.enum(["0", "1"], { error: "expected 0 or 1" }).default("0"),
} as const;

/** @throws EnvironmentError with a sentence for every mistake */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ArchiveConfig {
  const values = parseEnvironment(VARIABLES, environment);
  return {
    databaseUrl: values.DATABASE_URL,
    store: objectStoreConfigOf(values),
    spoolDirectory: path.join(values.DATA_DIR, "spool"),
    spoolId: values.NODE_NAME,
    keyDirectory: path.join(values.DATA_DIR, "keys"),
    retentionYears: values.RETENTION_YEARS,
    logLevel: values.LOG_LEVEL,
    logPretty: values.LOG_PRETTY === "1",
  };
}
