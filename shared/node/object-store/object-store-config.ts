import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { ObjectStoreConfig } from "./open-object-store.ts";

/**
 * The variables that name the store, the same in every process. Without S3_*
 * it is the local one in DATA_DIR/objects; a secret may come from NAME_FILE.
 */
export const OBJECT_STORE_VARIABLES = {
  DATA_DIR: z.string().default("./data").transform((text) => path.resolve(text)),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: "expected a web address, for example https://store.example.cn:9000" }).optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected an S3 bucket name: 3–63 lower-case letters, digits, dots or hyphens").optional(),
  S3_ACCESS_KEY: z.string().min(1).optional(),
  S3_SECRET_KEY: z.string().min(1).optional(),
  S3_DEFAULT_RETENTION_DAYS: z.coerce.number().int().min(1, "expected at least one day").default(365),
  OBJECT_STORE_IMMUTABLE: z.enum(["auto", "off"], { error: 'expected "auto" or "off"' }).default("off"),
  OBJECT_STORE_RESERVE_BYTES: z.coerce.number().int().min(0, "expected a number of bytes").default(1024 ** 3),
} as const;

const ObjectStoreVariables = z.object(OBJECT_STORE_VARIABLES);
const S3_NAMES = ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY"] as const;
const S3_TIMEOUT_MS = 60_000;

export class EnvironmentError extends Error {
  override name = "EnvironmentError";
}

/** @throws EnvironmentError naming every mistake: variable, expected, got */
export function parseEnvironment<T extends z.ZodRawShape>(variables: T, environment: Readonly<Record<string, string | undefined>>): z.output<z.ZodObject<T>> {
  const parsed = z.object(variables).safeParse(withSecretFiles(environment));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new EnvironmentError(`the configuration has ${mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`}:\n${mistakes.join("\n")}`);
}

export function objectStoreConfigOf(values: z.output<typeof ObjectStoreVariables>): ObjectStoreConfig {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = values;
  if (endpoint !== undefined && bucket !== undefined && accessKey !== undefined && secretKey !== undefined) {
    return { kind: "s3", endpoint, bucket, accessKey, secretKey, region: values.S3_REGION, defaultRetentionDays: values.S3_DEFAULT_RETENTION_DAYS, requestTimeoutMs: S3_TIMEOUT_MS };
  }
  const given = S3_NAMES.filter((name) => values[name] !== undefined);
  if (given.length > 0) {
    throw new EnvironmentError(`expected all of ${S3_NAMES.join(", ")} for an S3 store or none of them for the local one, got only ${given.join(", ")}`);
  }
  return { kind: "local", folder: path.join(values.DATA_DIR, "objects"), immutable: values.OBJECT_STORE_IMMUTABLE, reserveBytes: values.OBJECT_STORE_RESERVE_BYTES };
}

/** NAME_FILE names a file that holds NAME, as container platforms hand secrets over. */
function withSecretFiles(environment: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const values = { ...environment };
  for (const name of ["DATABASE_URL", "S3_ACCESS_KEY", "S3_SECRET_KEY"]) {
    const file = environment[`${name}_FILE`];
    if (file === undefined || values[name] !== undefined) continue;
    try {
      values[name] = readFileSync(file, "utf8").trim();
    } catch (cause) {
      throw new EnvironmentError(`${name}_FILE: expected a readable file, got ${file}`, { cause });
    }
  }
  return values;
}
