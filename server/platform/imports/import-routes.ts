import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Kysely } from "kysely";
import { eventFact, type EventFact } from "../../../shared/events/event-entry.ts";
import type { EventType } from "../../../shared/events/event-catalog.ts";
import type { AppendedFact } from "../../../shared/node/database/ledger-queries.ts";
import type { Database } from "../../../shared/node/database/tables.ts";
import { CommitQuery, ImportAnswer, ImportPreview, PreviewQuery, TemplateQuery } from "../../../shared/protocol/imports.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import type { AuditTrail } from "../../audit/audit-trail.ts";
import { ApiError } from "../../errors/error-catalogue.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { asBusy } from "../event-routes.ts";
import { readImport } from "./import-file.ts";
import { countEntered } from "./import-queries.ts";
import { importTemplate } from "./import-template.ts";

export interface ImportRouteParts {
  db: Kysely<Database>;
  clock: Clock;
  audit: AuditTrail;
  append(facts: readonly EventFact[]): Promise<AppendedFact[]>;
}

const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const SHOWN_PROBLEMS = 500;
const SHOWN_EVENTS = 20;
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Events from a CSV or XLSX file, for evaluators without a system: seen first, then entered. The file is the request's body. */
export function importRoutes(app: HttpApp, parts: ImportRouteParts): void {
  const config = { capability: "events.import" } as const;
  app.get("/api/v1/imports/template", { config, schema: { querystring: TemplateQuery } }, async (request, reply) => {
    const { type, format } = request.query;
    const file = await importTemplate(type as EventType, format);
    return reply.type(format === "csv" ? "text/csv; charset=utf-8" : XLSX).header("content-disposition", `attachment; filename="${type}.${format}"`).send(file);
  });

  void app.register(async (plain) => {
    const scope: HttpApp = plain.withTypeProvider<ZodTypeProvider>();
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) => done(null, body));
    const nowMs = (): number => parts.clock.nowUs() / 1000;

    scope.post("/api/v1/imports/preview", { config, bodyLimit: BODY_LIMIT_BYTES, schema: { querystring: PreviewQuery, response: { 200: ImportPreview } } }, async (request) => {
      const type = request.query.type as EventType;
      const { sha256, source, reading } = await readImport(fileOf(request.body), type, nowMs());
      const { rows, badRows: bad, events, problems } = reading;
      return {
        type, sha256, source, rows, bad, good: events.length,
        alreadyEntered: await countEntered(parts.db, source),
        problemCount: problems.length,
        problems: problems.slice(0, SHOWN_PROBLEMS),
        events: events.slice(0, SHOWN_EVENTS).map(({ sequence, time, data }) => ({ row: sequence, time, data: { ...data } })),
      };
    });

    scope.post("/api/v1/imports", { config, bodyLimit: BODY_LIMIT_BYTES, schema: { querystring: CommitQuery, response: { 200: ImportAnswer } } }, async (request) => {
      const { type, sha256: seen, onlyGood } = request.query;
      const { sha256, source, reading } = await readImport(fileOf(request.body), type as EventType, nowMs());
      if (sha256 !== seen) throw new ApiError("conflict", `expected the file that was previewed (sha256 ${seen}), got another one (${sha256}); preview this file first`);
      const [problem] = reading.problems;
      if (problem !== undefined && !onlyGood) throw new ApiError("conflict", `expected a file without bad rows, got ${reading.badRows} of ${reading.rows}, the first in row ${problem.row}; correct them, or enter only the good ones (onlyGood=true)`);
      // One call, so that all rows are entered or none.
      const appended = reading.events.length === 0 ? [] : await parts.append(reading.events.map(eventFact)).catch(asBusy);
      const answer = countAppended(appended, source, reading.badRows);
      await parts.audit.record("events.imported", request.principal, source, { type, sha256, ...answer });
      return answer;
    });
  });
}

function countAppended(appended: readonly AppendedFact[], source: string, badRows: number): ImportAnswer {
  const conflicts = appended.filter(({ conflict }) => conflict !== null).length;
  const entered = appended.filter((fact) => fact.appended).length;
  return { source, entered, repeated: appended.length - entered - conflicts, leftOut: badRows + conflicts };
}

function fileOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new ApiError("bad-request", "expected the CSV or XLSX file as the request's body, got none; send its bytes with any content type");
}
