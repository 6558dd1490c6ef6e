import { z } from "zod";
import type { ServerConfig } from "../config/config.ts";
import { effectiveConfig } from "../config/effective-config.ts";
import type { HttpApp } from "../http/http-app.ts";

/** What this process was started with, secrets masked, and its interface in words for programs. */
export function systemRoutes(app: HttpApp, config: ServerConfig): void {
  app.get("/api/v1/config", { config: { capability: "system.read" }, schema: { response: { 200: z.record(z.string(), z.unknown()) } } }, () => effectiveConfig(config));
  app.get("/openapi.json", { config: { capability: "public" }, schema: { hide: true } }, () => app.swagger());
}
