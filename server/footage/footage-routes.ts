import { createPublicKey } from "node:crypto";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Kysely } from "kysely";
import { z } from "zod";
import { CameraId } from "../../shared/domain/ids.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { FootageList, FootageQuery, SegmentFacts, SigningKey } from "../../shared/protocol/footage.ts";
import type { Interval } from "../../shared/timeline/intervals.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { archiveGaps, splitParts } from "./footage-parts.ts";
import { cameraExists, oneSegment, segmentsInRange, signingKeys, storedInRange, type FootageRange, type FoundSegment } from "./footage-queries.ts";
import { footageBytes, objectBytes } from "./footage-stream.ts";

export interface FootageRouteParts {
  db: Kysely<Database>;
  store: ObjectStore;
  /** Every viewing is on record before its first byte (P8). */
  audit: AuditTrail;
}

const config = { capability: "footage.read" } as const;
const params = z.object({ id: CameraId });

/** Archived footage of a camera: what there is, and the original bytes. */
export function registerFootageRoutes(app: HttpApp, parts: FootageRouteParts): void {
  const { db, store, audit } = parts;
  app.get("/api/v1/cameras/:id/footage", { config, schema: { params, querystring: FootageQuery, response: { 200: FootageList } } }, async ({ params: { id }, query }) => {
    const range = await rangeOf(db, id, query);
    return footageList(range, query, await segmentsInRange(db, range), await storedInRange(db, range));
  });

  const partQuery = z.intersection(FootageQuery, z.object({ part: z.coerce.number().int().min(0).default(0), times: z.enum(["file", "stream"]).default("file") }));
  app.get("/api/v1/cameras/:id/footage.mp4", { config, schema: { params, querystring: partQuery } }, async (request, reply) => {
    const { params: { id }, query } = request;
    const range = await rangeOf(db, id, query);
    const playable = splitParts(await segmentsInRange(db, range));
    const part = playable[query.part];
    if (part === undefined) {
      throw new ApiError("not-found", `expected a part below ${playable.length}, got ${query.part}: ask …/footage what the archive holds; what is newest may not be archived yet`);
    }
    await audit.record("footage.viewed", request.principal, id, { from: query.from, to: query.to, role: query.role, part: query.part });
    const name = `${id}-${query.from.replaceAll(/[^\dTZ]/g, "")}-${query.part}.mp4`;
    return sendFile(reply, name, footageBytes(store, part, { startUs: range.fromUs, endUs: range.toUs }, query.times));
  });

  app.get("/api/v1/cameras/:id/segments", { config, schema: { params, querystring: FootageQuery, response: { 200: z.array(SegmentFacts) } } }, async ({ params: { id }, query }) =>
    (await segmentsInRange(db, await rangeOf(db, id, query))).map(segmentFacts),
  );

  const segmentParams = z.object({ streamId: z.coerce.number().int(), firstNumber: z.coerce.number().int() });
  app.get("/api/v1/segments/:streamId/:firstNumber", { config, schema: { params: segmentParams } }, async (request, reply) => {
    const { streamId, firstNumber } = request.params;
    const segment = await oneSegment(db, streamId, firstNumber);
    if (segment === undefined) throw new ApiError("not-found", `no segment of stream ${streamId} begins with record ${firstNumber}`);
    await audit.record("footage.viewed", request.principal, segment.objectKey, { streamId, firstNumber });
    return sendFile(reply, segment.objectKey.split("/").slice(1).join("_"), objectBytes(store, segment));
  });

  app.get("/api/v1/signing-keys", { config, schema: { response: { 200: z.array(SigningKey) } } }, async () =>
    (await signingKeys(db)).map(({ id, publicKey }) => ({ id, pem: pemOf(publicKey) })),
  );
}

async function rangeOf(db: Kysely<Database>, cameraId: string, query: FootageQuery): Promise<FootageRange> {
  if (!(await cameraExists(db, cameraId))) throw new ApiError("not-found", `no camera ${cameraId}`);
  return { cameraId, role: query.role, fromUs: Date.parse(query.from) * 1000, toUs: Date.parse(query.to) * 1000 };
}

function footageList(range: FootageRange, query: FootageQuery, segments: readonly FoundSegment[], stored: readonly Interval[]): FootageList {
  const address = `/api/v1/cameras/${range.cameraId}/footage.mp4?${new URLSearchParams({ from: query.from, to: query.to, role: query.role }).toString()}`;
  const parts = splitParts(segments).map((part, index) => ({
    ...spanOf(part),
    part: index,
    codecs: part[0]?.codecs ?? null,
    segments: part.length,
    sizeBytes: part.reduce((sum, segment) => sum + segment.sizeBytes, 0),
    url: `${address}&part=${index}`,
  }));
  const archived = segments.map((segment) => spanOf([segment]));
  const { cameraId, role, fromUs, toUs } = range;
  return { cameraId: CameraId.parse(cameraId), role, fromUs, toUs, parts, gaps: archiveGaps({ startUs: fromUs, endUs: toUs }, stored, archived) };
}

function spanOf(segments: readonly FoundSegment[]): Interval {
  return { startUs: segments[0]?.startUs ?? 0, endUs: segments.at(-1)?.endUs ?? 0 };
}

function segmentFacts(row: FoundSegment): SegmentFacts {
  const { streamId, firstNumber, lastNumber, startUs, endUs, sizeBytes, legalHold } = row;
  return {
    streamId,
    firstNumber,
    lastNumber,
    startUs,
    endUs,
    sizeBytes,
    legalHold,
    sha256: row.sha256.toString("hex"),
    head: row.head.toString("hex"),
    retainUntil: row.retainUntil.toISOString(),
    url: `/api/v1/segments/${streamId}/${firstNumber}`,
  };
}

/** The first piece is fetched before the answer begins: a store that is away is a 503 and not a broken file (P15). */
async function sendFile(reply: FastifyReply, name: string, pieces: AsyncGenerator<Uint8Array>): Promise<FastifyReply> {
  const first = await pieces.next();
  async function* all() {
    if (first.done === true) return;
    yield first.value;
    yield* pieces;
  }
  return reply.type("video/mp4").header("content-disposition", `attachment; filename="${name}"`).header("cache-control", "private, no-store").send(Readable.from(all(), { objectMode: false }));
}

function pemOf(rawKey: Buffer): string {
  const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x: rawKey.toString("base64url") } });
  return key.export({ format: "pem", type: "spki" }).toString();
}
