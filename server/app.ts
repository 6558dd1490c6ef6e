import fastifyCookie from "@fastify/cookie";
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifySwagger from "@fastify/swagger";
import { fastify, LogController, type FastifyBaseLogger } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { guardRoutes } from "./access/guard-routes.ts";
import { findProducer } from "./access/producer-queries.ts";
import { findPrincipal } from "./access/sign-in-queries.ts";
import { signInRoutes } from "./access/sign-in-routes.ts";
import { auditWrites } from "./audit/audit-writes.ts";
import type { ServerContext } from "./context.ts";
import { installErrorAnswers } from "./errors/answer-error.ts";
import { filingsRoutes } from "./filings/filings-routes.ts";
import { registerFootageRoutes } from "./footage/footage-routes.ts";
import { healthRoutes } from "./health/health-routes.ts";
import { clientRoutes } from "./http/client-routes.ts";
import type { HttpApp } from "./http/http-app.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { ledgerRoutes } from "./ledger/ledger-routes.ts";
import { eventRoutes } from "./platform/event-routes.ts";
import { importRoutes } from "./platform/imports/import-routes.ts";
import { producerRoutes } from "./platform/producer-routes.ts";
import { systemSlotRoutes } from "./platform/system-slot-routes.ts";
import { registryRoutes } from "./registry/registry-routes.ts";
import { systemRoutes } from "./system/system-routes.ts";

/** Ordinary requests are small; footage comes in over sockets. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Keys of obligations and findings stand in addresses, their Chinese spelled out in percent signs. */
const MAX_PARAM_CHARACTERS = 2_000;
const REQUESTS_PER_MINUTE = 1200;

export interface AppEvents {
  onRevoked(): void;
}

/** Builds the HTTP side, apart from listening. @throws UndeclaredAccess when a route says not who may use it */
export async function buildApp(context: ServerContext, events: AppEvents): Promise<HttpApp> {
  const { config, clock, db, access, audit, log } = context;
  const base = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    forceCloseConnections: true,
  });
  const app: HttpApp = base.withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  installErrorAnswers(app);
  await app.register(fastifyCookie);
  guardRoutes(app, { access, publicUrl: config.publicUrl, findPrincipal: (token) => findPrincipal(db, clock, token), findProducer: (token) => findProducer(db, token) });
  await app.register(fastifyHelmet, securityHeaders(config.publicUrl?.startsWith("https:") ?? false));
  await app.register(fastifyRateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: 60_000 });
  await app.register(fastifySwagger, {
    openapi: { openapi: "3.1.0", info: { title: "Mingjian 明鉴", version: "1" } },
    transform: jsonSchemaTransform,
  });
  auditWrites(app, audit);
  healthRoutes(app, context.readiness, context.metrics);
  systemRoutes(app, config);
  signInRoutes(app, { db, clock, access, audit, publicUrl: config.publicUrl, onRevoked: () => events.onRevoked() });
  registryRoutes(app, { db, clock });
  registerFootageRoutes(app, { db, store: context.store, audit });
  ledgerRoutes(app, { db, audit });
  eventRoutes(app, context.intake);
  producerRoutes(app, { db, clock, onRevoked: () => events.onRevoked() });
  systemSlotRoutes(app, { db });
  importRoutes(app, { db, clock, audit, append: (facts) => context.ledger.append(facts) });
  filingsRoutes(app, { db, clock, append: (facts) => context.ledger.append(facts), publicUrl: config.publicUrl });
  await clientRoutes(app, context.clientDirectory);
  return app;
}
