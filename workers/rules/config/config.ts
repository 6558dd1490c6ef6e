import path from "node:path";
import { z } from "zod";
import { LOG_LEVELS, type LogLevel } from "../../../shared/node/log/log.ts";
import { parseEnvironment } from "../../../shared/node/object-store/object-store-config.ts";

export interface RulesConfig {
  /** null: the embedded database of the data directory. */
  databaseUrl: string | null;
  postgresDirectory: string;
  logLevel: LogLevel;
  logPretty: boolean;
}

/** The table in README.md is held against these keys. */
export const VARIABLES = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "expected postgres://user:password@host:5432/name").optional(),
  DATA_DIR: z.string().default("./data").transform((text) => path.resolve(text)),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  LOG_PRETTY: z.enum(["0", "1"], { error: "expected 0 or 1" }).default("0"),
} as const;

/** @throws EnvironmentError with a sentence for every mistake */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): RulesConfig {
  const values = parseEnvironment(VARIABLES, environment);
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    postgresDirectory: path.join(values.DATA_DIR, "postgres"),
    logLevel: values.LOG_LEVEL,
    logPretty: values.LOG_PRETTY === "1",
  };
}
