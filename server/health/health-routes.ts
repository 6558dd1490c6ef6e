import { z } from "zod";
import type { HttpApp } from "../http/http-app.ts";
import type { MetricsRegistry } from "../metrics/metrics.ts";
import type { Readiness } from "./readiness.ts";

const Ready = z.object({ ready: z.boolean(), parts: z.array(z.object({ part: z.string(), ok: z.boolean(), detail: z.string().nullable() })) });

/** `/livez`: the process answers. `/readyz`: every part works, or which one does not. `/metrics`: Prometheus text. */
export function healthRoutes(app: HttpApp, readiness: Readiness, metrics: MetricsRegistry): void {
  app.get("/livez", { config: { capability: "public", rateLimit: false }, schema: { response: { 200: z.object({ live: z.literal(true) }) } } }, () => ({ live: true as const }));

  app.get("/readyz", { config: { capability: "public", rateLimit: false }, schema: { response: { 200: Ready, 503: Ready } } }, async (_request, reply) => {
    const parts = await readiness.read();
    const ready = parts.every((part) => part.ok);
    return reply.status(ready ? 200 : 503).send({ ready, parts });
  });

  app.get("/metrics", { config: { capability: "system.read" }, schema: { hide: true } }, async (_request, reply) => {
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
}
