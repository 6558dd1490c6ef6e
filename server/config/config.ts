import { hostname } from "node:os";
import path from "node:path";
import { z } from "zod";
import { LOG_LEVELS, type LogLevel } from "../../shared/node/log/log.ts";
import type { Environment } from "./env.ts";
import { readSecret, type Secret } from "./secrets.ts";

export interface ServerConfig {
  host: string;
  port: number;
  /** As browsers reach us, without a trailing slash; null = whatever host they ask for. */
  publicUrl: string | null;
  /** Addresses of reverse proxies whose X-Forwarded-* is believed. */
  trustedProxies: readonly string[];
  /** Names this process in leases, logs and on the wall. */
  nodeName: string;
  /** Where capture and viewers reach this very process, for clusters; null where it is the only one. */
  nodeUrl: string | null;
  dataDirectory: string;
  /** null: an embedded database is to be started by the launcher. */
  databaseUrl: Secret | null;
  objectStore: LocalStoreConfig | S3StoreConfig;
  spoolDirectory: string;
  spoolMaxBytes: number;
  retentionYears: number;
  /** An RFC 3161 authority that stamps the ledger's checkpoints; null = none. */
  timeStampUrl: string | null;
  /** Events may lie this far ahead of now; for rehearsing cases, 0 in service. */
  eventsAheadDays: number;
  logLevel: LogLevel;
  logPretty: boolean;
}

export interface LocalStoreConfig {
  kind: "local";
  directory: string;
}
export interface S3StoreConfig {
  kind: "s3";
  endpoint: string;
  region: string;
  bucket: string;
  accessKey: Secret;
  secretKey: Secret;
}

export class ConfigError extends Error {
  override name = "ConfigError";
  constructor(mistakes: readonly string[]) {
    super(`the configuration has ${mistakes.length} mistake${mistakes.length === 1 ? "" : "s"}:\n${mistakes.map((each) => `  ${each}`).join("\n")}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const MIN_SPOOL_BYTES = 64 * 2 ** 20;

const bytes = z
  .string()
  .regex(/^\d+[KMGT]?$/, "expected bytes, for example 20G or 500M")
  .transform((text) => Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+/, "")] ?? 1))
  .refine((value) => value >= MIN_SPOOL_BYTES, "expected at least 64M: one minute of a hundred cameras is 1.5G");

const integer = (from: number, to: number) =>
  z.string().refine((text) => /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to, `expected a whole number from ${from} to ${to}`).transform(Number);

const webUrl = z.url({ protocol: /^https?$/, error: "expected a web address, for example https://mingjian.example.cn" }).transform((text) => text.replace(/\/+$/, ""));

/** One line per variable that is not a secret; the table in README.md is held against these keys. */
export const VARIABLES = {
  HOST: z.string().default("0.0.0.0"),
  PORT: integer(0, 65_535).default(8080),
  PUBLIC_URL: webUrl.nullable().default(null),
  TRUSTED_PROXIES: z.string().default("").transform((text) => text.split(",").map((each) => each.trim()).filter(Boolean)),
  NODE_NAME: z.string().regex(/^[\w.-]{1,63}$/, "expected 1–63 letters, digits, dots, hyphens or underscores").optional(),
  NODE_URL: webUrl.nullable().default(null),
  DATA_DIR: z.string().default("./data").transform((text) => path.resolve(text)),
  SPOOL_MAX_BYTES: bytes.default(20 * 2 ** 30),
  RETENTION_YEARS: integer(1, 100).default(5),
  TIME_STAMP_URL: z.url({ protocol: /^https?$/, error: "expected the web address of an RFC 3161 time-stamp authority" }).nullable().default(null),
  EVENTS_AHEAD_DAYS: integer(0, 4000).default(0),
  S3_ENDPOINT: webUrl.optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected an S3 bucket name: 3–63 lower-case letters, digits, dots or hyphens").optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  LOG_PRETTY: z.enum(["0", "1"], { error: "expected 0 or 1" }).default("0"),
} as const;
export const SECRET_VARIABLES = ["DATABASE_URL", "S3_ACCESS_KEY", "S3_SECRET_KEY"] as const;

/** @throws ConfigError naming every mistake at once, each as variable: expected, got */
export function readConfig(env: Environment): ServerConfig {
  const mistakes: string[] = [];
  const parsed = z.object(VARIABLES).safeParse(env);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    mistakes.push(`${name}: ${issue.message}, got ${JSON.stringify(env[name])}`);
  }
  const databaseUrl = readDatabaseUrl(env, mistakes);
  const accessKey = readSecret(env, "S3_ACCESS_KEY", mistakes);
  const secretKey = readSecret(env, "S3_SECRET_KEY", mistakes);
  const s3 = { S3_ENDPOINT: env["S3_ENDPOINT"], S3_BUCKET: env["S3_BUCKET"], S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey };
  const missing = Object.entries(s3).filter(([, value]) => value === undefined || value === null).map(([name]) => name);
  if (missing.length > 0 && missing.length < Object.keys(s3).length) {
    mistakes.push(`${missing.join(", ")}: expected because other S3_* variables are set; set all four for an S3 store, or none for the local one`);
  }
  if (!parsed.success || mistakes.length > 0) throw new ConfigError(mistakes);
  const values = parsed.data;
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    trustedProxies: values.TRUSTED_PROXIES,
    nodeName: values.NODE_NAME ?? hostname(),
    nodeUrl: values.NODE_URL,
    dataDirectory: values.DATA_DIR,
    databaseUrl,
    objectStore: objectStore(values, accessKey, secretKey),
    spoolDirectory: path.join(values.DATA_DIR, "spool"),
    spoolMaxBytes: values.SPOOL_MAX_BYTES,
    retentionYears: values.RETENTION_YEARS,
    timeStampUrl: values.TIME_STAMP_URL,
    eventsAheadDays: values.EVENTS_AHEAD_DAYS,
    logLevel: values.LOG_LEVEL,
    logPretty: values.LOG_PRETTY === "1",
  };
}

type Values = z.output<z.ZodObject<typeof VARIABLES>>;

function objectStore(values: Values, accessKey: Secret | null, secretKey: Secret | null): LocalStoreConfig | S3StoreConfig {
  if (values.S3_ENDPOINT === undefined || values.S3_BUCKET === undefined || accessKey === null || secretKey === null) {
    return { kind: "local", directory: path.join(values.DATA_DIR, "objects") };
  }
  return { kind: "s3", endpoint: values.S3_ENDPOINT, region: values.S3_REGION, bucket: values.S3_BUCKET, accessKey, secretKey };
}

function readDatabaseUrl(env: Environment, mistakes: string[]): Secret | null {
  const url = readSecret(env, "DATABASE_URL", mistakes);
  if (url !== null && !/^postgres(ql)?:\/\//.test(url.reveal())) {
    // The value may hold a password: it is not repeated.
    mistakes.push("DATABASE_URL: expected postgres://user:password@host:5432/name, got something else");
  }
  return url;
}
