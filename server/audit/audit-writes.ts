import type { FastifyRequest } from "fastify";
import type { JsonValue } from "../../shared/segment/canonical-json.ts";
import type { HttpApp } from "../http/http-app.ts";
import type { AuditTrail } from "./audit-trail.ts";

/** Routes with these capabilities change something that matters later; none of them takes a secret in. */
const AUDITED = new Set<string | undefined>(["registry.write", "system.write"]);

/**
 * Every change that an administrator makes by HTTP leaves an entry (P8) before
 * its answer is sent, in one place, so that a new route cannot forget it.
 */
export function auditWrites(app: HttpApp, audit: AuditTrail): void {
  app.addHook("onSend", async (request, reply, payload) => {
    const succeeded = reply.statusCode >= 200 && reply.statusCode < 300;
    if (succeeded && request.method !== "GET" && AUDITED.has(request.routeOptions.config.capability)) {
      await audit.record("registry.changed", request.principal, subjectOf(request), { method: request.method, route: request.routeOptions.url ?? "", body: asJson(request.body) });
    }
    return payload;
  });
}

function subjectOf(request: FastifyRequest): string {
  return (request.params as { id?: string } | undefined)?.id ?? "";
}

/** What came as JSON, spelled as JSON again: dates that a schema made of texts are texts. */
function asJson(body: unknown): JsonValue {
  return body === undefined ? null : (JSON.parse(JSON.stringify(body)) as JsonValue);
}
