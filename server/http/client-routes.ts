import { existsSync } from "node:fs";
import path from "node:path";
import fastifyStatic from "@fastify/static";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "./http-app.ts";

/** Addresses of the one-page client; each is answered with the same index.html. */
const PAGES = ["/", "/wall", "/capture", "/sign-in", "/archive", "/sessions/:id", "/admin", "/filings", "/evaluators", "/evaluators/:id", "/session-records", "/session-records/:id", "/findings", "/policy", "/rule-health", "/trends", "/imports"];

/** Serves the built client: hashed assets for a year, the page itself never from a cache. */
export async function clientRoutes(app: HttpApp, clientDirectory: string): Promise<void> {
  await app.register(fastifyStatic, { root: clientDirectory, serve: false, cacheControl: false });
  const config = { capability: "public" } as const;
  for (const page of PAGES) {
    app.get(page, { config, schema: { hide: true } }, (_request, reply) => {
      if (!existsSync(path.join(clientDirectory, "index.html"))) throw new ApiError("not-found", "expected the built client, got none; run npm run build");
      return reply.header("cache-control", "no-cache").sendFile("index.html");
    });
  }
  app.get<{ Params: { "*": string } }>("/assets/*", { config, schema: { hide: true } }, (request, reply) =>
    reply.header("cache-control", "public, max-age=31536000, immutable").sendFile(path.posix.join("assets", request.params["*"])),
  );
}
