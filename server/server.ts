import type { Server } from "socket.io";
import { NamespaceGuard } from "./access/guard-namespace.ts";
import { findProducer, stillProducers } from "./access/producer-queries.ts";
import { findPrincipal, stillSignedIn } from "./access/sign-in-queries.ts";
import { buildApp } from "./app.ts";
import type { ServerContext } from "./context.ts";
import type { HttpApp } from "./http/http-app.ts";
import { createSocketServer } from "./sockets/socket-server.ts";
import { startStages } from "./stages.ts";
import { wallRoutes } from "./wall/wall-routes.ts";

export interface RunningServer {
  app: HttpApp;
  io: Server;
  /** Stops taking in, lets stages finish, closes sockets, HTTP and adapters; safe to call twice. */
  stop(): Promise<void>;
}

/** Assembles HTTP, sockets and stages over one context. Does not listen. */
export async function assembleServer(context: ServerContext): Promise<RunningServer> {
  const { access, clock, config, db, log } = context;
  const guard = new NamespaceGuard({
    access,
    clock,
    log,
    findPrincipal: (token) => findPrincipal(db, clock, token),
    findProducer: (token) => findProducer(db, token),
    stillSignedIn: async (ids) => new Set([...(await stillSignedIn(db, clock, ids)), ...(await stillProducers(db, ids))]),
  });
  const app = await buildApp(context, { onRevoked: () => void guard.recheck() });
  const io = createSocketServer(app.server, config.publicUrl);
  const stages = await startStages(context, io, guard);
  guard.assertAllGuarded(io);
  wallRoutes(app, { db, clock, snapshot: () => stages.wall.snapshot() });
  await app.ready();

  let stopping: Promise<void> | null = null;
  async function stop(): Promise<void> {
    guard.stop();
    await stages.stop();
    await io.close();
    await app.close();
    await context.store.close();
    await db.destroy();
  }
  return { app, io, stop: () => (stopping ??= stop()) };
}
