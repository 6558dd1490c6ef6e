import path from "node:path";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../shared/node/database/embedded-postgres.ts";
import type { Log } from "../../shared/node/log/log.ts";

/** A database that is there as long as the installation runs. */
export interface KeptDatabase {
  url: string;
  stop(): Promise<void>;
}

/**
 * The embedded PostgreSQL, started again on the same port whenever it ends, so
 * that the processes' connections find it where it was.
 */
export async function keepEmbeddedDatabase(dataDirectory: string, log: Log): Promise<KeptDatabase> {
  const directory = path.join(dataDirectory, "postgres");
  let stopping = false;
  let current = await startEmbeddedPostgres({ directory, log });
  const port = Number(new URL(current.url).port);
  const watch = async (server: EmbeddedPostgres): Promise<void> => {
    const how = await server.exited;
    if (stopping) return;
    log.error({ how }, "the database ended; starting it again");
    current = await startEmbeddedPostgres({ directory, log, port });
    await watch(current);
  };
  watch(current).catch((error: unknown) => log.fatal({ err: error }, "the database cannot be started again; stop and look at its log"));
  return {
    url: current.url,
    stop: () => {
      stopping = true;
      return current.stop();
    },
  };
}
