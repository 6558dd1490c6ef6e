import type { Kysely } from "kysely";
import { z } from "zod";
import { NAMED_SYSTEMS } from "../../shared/connectors/named-systems.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { OutboundQuery, OutboundThing, SystemSlot } from "../../shared/protocol/systems.ts";
import type { HttpApp } from "../http/http-app.ts";
import { listOutbound } from "./outbound-queries.ts";
import { listProducers } from "./producer-queries.ts";

/** The connector slots of the named systems, and what became of what they were given. */
export function systemSlotRoutes(app: HttpApp, { db }: { db: Kysely<Database> }): void {
  app.get("/api/v1/systems", { config: { capability: "registry.read" }, schema: { response: { 200: z.array(SystemSlot) } } }, async () => {
    const active = (await listProducers(db)).filter(({ retiredAt }) => retiredAt === null);
    return NAMED_SYSTEMS.map((system) => {
      const producers = active.filter((producer) => producer.system === system.id).map(({ id, name, lastSequence }) => ({ id, name, lastSequence }));
      return { ...system, configured: producers.length > 0, producers };
    });
  });

  app.get("/api/v1/outbound", { config: { capability: "filings.read" }, schema: { querystring: OutboundQuery, response: { 200: z.array(OutboundThing) } } }, (request) => listOutbound(db, request.query));
}
