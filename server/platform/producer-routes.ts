import type { Kysely } from "kysely";
import { z } from "zod";
import type { Database } from "../../shared/node/database/tables.ts";
import { Producer, ProducerBody, ProducerId, ProducerSaved, ProducerToken } from "../../shared/protocol/producers.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { newToken } from "../access/sign-in-queries.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { listProducers, replaceProducerToken, saveProducer } from "./producer-queries.ts";

export interface ProducerRouteParts {
  db: Kysely<Database>;
  clock: Clock;
  /** Cuts open sockets of a token that opens nothing any more; other nodes follow within seconds. */
  onRevoked(): void;
}

/** Who may send events. Every change is audited with the other writes of administrators. */
export function producerRoutes(app: HttpApp, { db, clock, onRevoked }: ProducerRouteParts): void {
  const read = { capability: "registry.read" } as const;
  const write = { capability: "registry.write" } as const;
  const params = z.object({ id: ProducerId });
  const one = async (id: string): Promise<Producer> => {
    const [producer] = await listProducers(db, id);
    if (producer === undefined) throw new ApiError("not-found", `no producer ${id}`);
    return producer;
  };

  app.get("/api/v1/producers", { config: read, schema: { response: { 200: z.array(Producer) } } }, () => listProducers(db));
  app.get("/api/v1/producers/:id", { config: read, schema: { params: z.object({ id: z.string().max(63) }), response: { 200: Producer } } }, (request) => one(request.params.id));

  app.put("/api/v1/producers/:id", { config: write, schema: { params, body: ProducerBody, response: { 200: ProducerSaved } } }, async (request) => {
    const { retired, ...rest } = request.body;
    const token = newToken();
    const isNew = await saveProducer(db, { ...rest, id: request.params.id, retiredAt: retired ? new Date(clock.nowUs() / 1000) : null, token });
    if (retired) onRevoked();
    return { producer: await one(request.params.id), token: isNew ? token : null };
  });

  app.post("/api/v1/producers/:id/token", { config: write, schema: { params, response: { 200: ProducerToken } } }, async (request) => {
    const token = newToken();
    if (!(await replaceProducerToken(db, request.params.id, token))) throw new ApiError("not-found", `no producer ${request.params.id}`);
    onRevoked();
    return { producerId: request.params.id, token };
  });
}
