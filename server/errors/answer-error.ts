import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { DatabaseUnavailable } from "../../shared/node/database/database-unavailable.ts";
import { ObjectStoreUnavailable } from "../../shared/node/object-store/object-store.ts";
import type { ApiErrorBody } from "../../shared/protocol/api-error.ts";
import { ApiError, ERROR_CATALOGUE, type ErrorCode } from "./error-catalogue.ts";

/** Makes every failure of every route answer in one shape; an outage is 503, never "not found" (P15). */
export function installErrorAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answer(classify(error), error, request, reply));
  app.setNotFoundHandler({ preHandler: [] }, (request, reply) => answer({ code: "not-found", detail: `nothing answers ${request.method} ${request.url.split("?")[0] ?? ""}` }, null, request, reply));
}

interface Answer {
  code: ErrorCode;
  detail: string | null;
}

function classify(error: unknown): Answer {
  if (error instanceof ApiError) return { code: error.code, detail: error.detail };
  if (error instanceof DatabaseUnavailable) return { code: "database-unavailable", detail: null };
  if (error instanceof ObjectStoreUnavailable) return { code: "store-unavailable", detail: null };
  if (hasZodFastifySchemaValidationErrors(error)) {
    return { code: "bad-request", detail: error.validation.map((issue) => `${issue.instancePath.replace(/^\//, "") || "body"}: ${issue.message ?? ""}`).join("; ") };
  }
  const status = statusOf(error);
  const detail = error instanceof Error ? error.message : null;
  if (status === 413) return { code: "too-large", detail };
  if (status === 416) return { code: "range-not-satisfiable", detail };
  if (status === 429) return { code: "too-many-requests", detail };
  if (status === 404) return { code: "not-found", detail: null };
  if (status >= 400 && status < 500) return { code: "bad-request", detail };
  return { code: "internal", detail: null };
}

function statusOf(error: unknown): number {
  return typeof error === "object" && error !== null && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
}

/** What a failure is called outside HTTP, in the same shape. */
export function describeFailure(error: unknown): ApiErrorBody {
  const { code, detail } = classify(error);
  const { zh, en } = ERROR_CATALOGUE[code];
  return { error: { code, zh, en, detail } };
}

function answer({ code, detail }: Answer, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, zh, en } = ERROR_CATALOGUE[code];
  if (status >= 500) request.log.error({ err: error, code }, "a request failed");
  if (status === 503) void reply.header("retry-after", "5");
  const body: ApiErrorBody = { error: { code, zh, en, detail } };
  // Bypasses the route's response schema: this shape is the same for all.
  return reply.status(status).type("application/json; charset=utf-8").serializer(JSON.stringify).send(body);
}
