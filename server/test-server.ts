import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Kysely } from "kysely";
import type { Database } from "../shared/node/database/tables.ts";
import { createTestDatabase } from "../shared/node/database/test-database.ts";
import { silentLog } from "../shared/node/log/log.ts";
import { systemClock } from "../shared/time/system-clock.ts";
import { SIGN_IN_COOKIE } from "./access/guard-routes.ts";
import { createSignInLink, type SignInKind } from "./access/sign-in-queries.ts";
import { readConfig } from "./config/config.ts";
import { createContext, type ServerContext } from "./context.ts";
import { assembleServer, type RunningServer } from "./server.ts";

export interface TestServer extends RunningServer {
  context: ServerContext;
  db: Kysely<Database>;
  /** The database goes away under the running server. */
  loseDatabase(): Promise<void>;
  /** A `cookie` header that signs in as this kind. */
  signInAs(kind: SignInKind): Promise<string>;
  /** Listens on a free port of 127.0.0.1. */
  listen(): Promise<string>;
}

/** The whole server over a database and a data folder of its own; for tests. Close it with `stop()`. */
export async function startTestServer(overrides: Partial<ServerContext> = {}): Promise<TestServer> {
  const database = await createTestDatabase();
  const directory = await mkdtemp(path.join(tmpdir(), "mingjian-server-"));
  const config = readConfig({ DATA_DIR: directory, NODE_NAME: "test", DATABASE_URL: database.url });
  const context = await createContext(config, { db: database.db, log: silentLog(), clock: systemClock, ...overrides });
  const server = await assembleServer(context);
  return {
    ...server,
    context,
    db: database.db,
    loseDatabase: database.vanish,
    listen: () => server.app.listen({ host: "127.0.0.1", port: 0 }),
    async signInAs(kind) {
      const link = await createSignInLink(database.db, context.clock, kind, `test ${kind}`);
      const answer = await server.app.inject({ method: "POST", url: "/api/v1/sign-in", payload: { token: link.token } });
      const cookie = answer.cookies.find((each) => each.name === SIGN_IN_COOKIE);
      return `${SIGN_IN_COOKIE}=${cookie?.value ?? ""}`;
    },
    async stop() {
      await server.stop();
      await database.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
