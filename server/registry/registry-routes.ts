import type { Kysely } from "kysely";
import { z } from "zod";
import { CameraId, EvaluatorId, RoomId, SessionId } from "../../shared/domain/ids.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { Camera, CameraBody, CameraSaved, CameraToken, Evaluator, EvaluatorBody, ExamSession, Room, RoomBody, SessionBody, SessionQuery } from "../../shared/protocol/registry.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { newToken } from "../access/sign-in-queries.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { listCameras, listEvaluators, listRooms, listSessions, missingReference, replaceCameraToken, saveCamera, saveEvaluator, saveRoom, saveSession } from "./registry-queries.ts";

const read = { capability: "registry.read" } as const;
const write = { capability: "registry.write" } as const;

/** REST over the registry: GET lists, PUT creates or changes by id. */
export function registryRoutes(app: HttpApp, { db, clock }: { db: Kysely<Database>; clock: Clock }): void {
  app.get("/api/v1/evaluators", { config: read, schema: { response: { 200: z.array(Evaluator) } } }, () => listEvaluators(db));
  app.put("/api/v1/evaluators/:id", { config: write, schema: { params: z.object({ id: EvaluatorId }), body: EvaluatorBody, response: { 200: Evaluator } } }, async (request) => {
    const evaluator = { id: request.params.id, ...request.body };
    await saveEvaluator(db, evaluator);
    return evaluator;
  });

  app.get("/api/v1/rooms", { config: read, schema: { response: { 200: z.array(Room) } } }, () => listRooms(db));
  app.put("/api/v1/rooms/:id", { config: write, schema: { params: z.object({ id: RoomId }), body: RoomBody, response: { 200: Room } } }, async (request) => {
    const room = { id: request.params.id, ...request.body };
    await saved(saveRoom(db, room));
    return room;
  });

  app.get("/api/v1/sessions", { config: read, schema: { querystring: SessionQuery, response: { 200: z.array(ExamSession) } } }, (request) =>
    listSessions(db, new Date(request.query.from), new Date(request.query.to)),
  );
  app.put("/api/v1/sessions/:id", { config: write, schema: { params: z.object({ id: SessionId }), body: SessionBody, response: { 200: ExamSession } } }, async (request) => {
    const session = { id: request.params.id, ...request.body };
    await saved(saveSession(db, session));
    return session;
  });
  cameraRoutes(app, db, clock);
}

function cameraRoutes(app: HttpApp, db: Kysely<Database>, clock: Clock): void {
  const params = z.object({ id: CameraId });
  app.get("/api/v1/cameras", { config: read, schema: { response: { 200: z.array(Camera) } } }, () => listCameras(db));

  app.put("/api/v1/cameras/:id", { config: write, schema: { params, body: CameraBody, response: { 200: CameraSaved } } }, async (request) => {
    const { retired, devicePublicKey: key, ...rest } = request.body;
    const token = newToken();
    const devicePublicKey = typeof key === "string" ? Buffer.from(key, "base64url") : key;
    const retiredAt = retired ? new Date(clock.nowUs() / 1000) : null;
    const isNew = await saved(saveCamera(db, { ...rest, id: request.params.id, devicePublicKey, retiredAt, token }));
    const [camera] = await listCameras(db, request.params.id);
    if (camera === undefined) throw new ApiError("not-found", `no camera ${request.params.id}`);
    return { camera, token: isNew ? token : null };
  });

  app.post("/api/v1/cameras/:id/token", { config: write, schema: { params, response: { 200: CameraToken } } }, async (request) => {
    const token = newToken();
    if (!(await replaceCameraToken(db, request.params.id, token))) throw new ApiError("not-found", `no camera ${request.params.id}`);
    return { cameraId: request.params.id, token };
  });
}

/** A reference to something absent is the caller's mistake and is answered as such. */
async function saved<T>(saving: Promise<T>): Promise<T> {
  try {
    return await saving;
  } catch (error) {
    const missing = missingReference(error);
    if (missing === null) throw error;
    throw new ApiError("conflict", missing, { cause: error });
  }
}
