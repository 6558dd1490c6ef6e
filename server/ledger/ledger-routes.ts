import { Readable } from "node:stream";
import type { Kysely } from "kysely";
import type { Database } from "../../shared/node/database/tables.ts";
import { exportLedger } from "../../shared/node/ledger/export-ledger.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import type { HttpApp } from "../http/http-app.ts";

/** The ledger as a file that anybody can check (shared/ledger/ledger-export.ts). */
export function ledgerRoutes(app: HttpApp, { db, audit }: { db: Kysely<Database>; audit: AuditTrail }): void {
  app.get("/api/v1/ledger/export", { config: { capability: "system.read" } }, async (request, reply) => {
    await audit.record("ledger.exported", request.principal, "", {});
    return reply.type("application/jsonl").header("content-disposition", 'attachment; filename="mingjian-ledger.jsonl"').send(Readable.from(exportLedger(db)));
  });
}
