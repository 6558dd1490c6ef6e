import path from "node:path";
import { z } from "zod";
import { LOG_LEVELS } from "../../../shared/node/log/log.ts";

const Variables = z.object({
  DATABASE_URL: z.string({ error: "expected DATABASE_URL of the installation; the launcher sets it" }),
  DATA_DIR: z.string().default("./data"),
  PORT: z.coerce.number({ error: "expected PORT to be the server's port" }).int().min(1).max(65_535).default(8080),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  LOG_PRETTY: z.enum(["0", "1"]).default("0"),
});

export type DemoConfig = ReturnType<typeof readConfig>;

/** What the launcher hands over. @throws ZodError with a sentence for each mistake */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const values = Variables.parse(environment);
  return {
    databaseUrl: values.DATABASE_URL,
    /** Tokens, ports and capture configurations of the demo. */
    directory: path.resolve(values.DATA_DIR, "demo"),
    centre: { host: "127.0.0.1", port: values.PORT },
    logLevel: values.LOG_LEVEL,
    logPretty: values.LOG_PRETTY === "1",
  };
}
