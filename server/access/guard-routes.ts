import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Capability } from "../../shared/domain/capability.ts";
import { mayUse } from "../../shared/domain/capability.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import { UndeclaredAccess, type AccessTable } from "./access-table.ts";
import { isOwnOrigin } from "./origin.ts";
import type { Principal } from "./principal.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a caller needs to use this route (P16). Every route has one. */
    capability?: Capability;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** The cookie that carries a sign-in. */
export const SIGN_IN_COOKIE = "mingjian_sign_in";
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

export interface RouteGuardParts {
  access: AccessTable;
  publicUrl: string | null;
  findPrincipal(token: string): Promise<Principal | null>;
  findProducer(token: string): Promise<Principal | null>;
}

/** Must be installed before any route: refuses to build one without a capability, and checks each request against it. */
export function guardRoutes(app: FastifyInstance, parts: RouteGuardParts): void {
  app.decorateRequest("principal", null);
  app.addHook("onRoute", (route) => {
    const capability = route.config?.capability;
    const methods = [route.method].flat();
    if (capability === undefined) {
      throw new UndeclaredAccess(`route ${methods.join("/")} ${route.url}: expected config.capability to say who may use it, got none; add one of shared/domain/capability.ts`);
    }
    for (const method of methods) {
      parts.access.declare({ kind: "route", name: `${method} ${route.url}`, capability, proof: capability === "events.push" ? "producer-token" : "sign-in" });
    }
  });
  app.addHook("onRequest", async (request) => {
    const capability = request.routeOptions.config.capability;
    if (capability === undefined) return; // only the not-found answer has none
    if (!READS.has(request.method) && !isOwnOrigin(request.headers.origin, request.headers.host, parts.publicUrl)) {
      throw new ApiError("foreign-origin", `expected a request from this site, got one from ${request.headers.origin ?? ""}`);
    }
    request.principal = await principalOf(request, parts);
    if (mayUse(request.principal?.kind ?? null, capability)) return;
    if (request.principal === null) throw new ApiError("not-signed-in", whatToShow(capability));
    throw new ApiError("forbidden", `expected a sign-in that grants ${capability}, got ${request.principal.kind}`);
  });
}

function whatToShow(capability: Capability): string {
  if (capability !== "events.push") return `expected a sign-in that grants ${capability}, got none; open a sign-in link`;
  return "expected the header Authorization: Bearer with a producer's token, got none that is valid; an administrator issues one (POST /api/v1/producers/:id/token)";
}

/** A program that shows a token is that producer and nobody else, whatever cookies it has. */
function principalOf(request: FastifyRequest, parts: RouteGuardParts): Promise<Principal | null> {
  const bearer = /^Bearer +([\w-]{20,200})$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return parts.findProducer(bearer);
  const token = request.cookies[SIGN_IN_COOKIE];
  return token === undefined ? Promise.resolve(null) : parts.findPrincipal(token);
}
