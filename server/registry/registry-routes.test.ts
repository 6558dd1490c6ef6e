import { afterAll, beforeAll, expect, test } from "vitest";
import { hashToken } from "../access/principal.ts";
import { startTestServer, type TestServer } from "../test-server.ts";

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.signInAs("administrator");
  await put("/api/v1/evaluators/port", { nameZh: "港务集团", nameEn: "Port group" });
  await put("/api/v1/rooms/port-r1", { evaluatorId: "port", nameZh: "一号考场", nameEn: "Room 1" });
});
afterAll(() => server.stop());

const put = (url: string, payload: object) => server.app.inject({ method: "PUT", url, headers: { cookie }, payload });
const get = (url: string) => server.app.inject({ url, headers: { cookie } });
const camera = { roomId: "port-r1", nameZh: "前方", nameEn: "Front" };

test("a new camera's token is shown once and only its hash is kept", async () => {
  const first = (await put("/api/v1/cameras/port-r1-c1", camera)).json<{ token: string }>();
  const again = (await put("/api/v1/cameras/port-r1-c1", { ...camera, nameEn: "Front left" })).json<{ token: null; camera: object }>();
  expect(again).toMatchObject({ token: null, camera: { nameEn: "Front left" } });
  const { tokenHash } = await server.db.selectFrom("camera").select("tokenHash").where("id", "=", "port-r1-c1").executeTakeFirstOrThrow();
  expect(tokenHash).toEqual(hashToken(first.token));
});

test("replacing a camera's token makes the old one worthless", async () => {
  await put("/api/v1/cameras/port-r1-c2", camera);
  const answer = await server.app.inject({ method: "POST", url: "/api/v1/cameras/port-r1-c2/token", headers: { cookie } });
  const { tokenHash } = await server.db.selectFrom("camera").select("tokenHash").where("id", "=", "port-r1-c2").executeTakeFirstOrThrow();
  expect(tokenHash).toEqual(hashToken(answer.json<{ token: string }>().token));
});

test("a room of an evaluator that does not exist is a conflict with its name", async () => {
  const answer = await put("/api/v1/rooms/lost-r1", { evaluatorId: "nobody", nameZh: "甲", nameEn: "A" });
  expect(answer.statusCode).toBe(409);
  expect(answer.json<{ error: { detail: string } }>().error.detail).toContain("nobody");
});

test("sessions are listed by the window they overlap", async () => {
  const session = { roomId: "port-r1", titleZh: "电工三级", titleEn: "Electrician 3" };
  await put("/api/v1/sessions/s-morning", { ...session, startsAt: "2026-11-22T09:00:00+08:00", endsAt: "2026-11-22T11:00:00+08:00" });
  await put("/api/v1/sessions/s-evening", { ...session, startsAt: "2026-11-22T19:00:00+08:00", endsAt: "2026-11-22T21:00:00+08:00" });
  const answer = await get("/api/v1/sessions?from=2026-11-22T02:30:00Z&to=2026-11-22T06:00:00Z");
  expect(answer.json()).toEqual([{ id: "s-morning", ...session, startsAt: "2026-11-22T01:00:00.000Z", endsAt: "2026-11-22T03:00:00.000Z" }]);
});

test("a session that ends before it starts is refused in words", async () => {
  const body = { roomId: "port-r1", titleZh: "甲", titleEn: "A", startsAt: "2026-11-22T11:00:00+08:00", endsAt: "2026-11-22T09:00:00+08:00" };
  const answer = await put("/api/v1/sessions/s-wrong", body);
  expect(answer.json<{ error: { detail: string } }>().error.detail).toMatch(/endsAt must be later than startsAt/);
});

test("a retired camera keeps its history and says since when", async () => {
  await put("/api/v1/cameras/port-r1-c9", camera);
  await put("/api/v1/cameras/port-r1-c9", { ...camera, retired: true });
  const found = (await get("/api/v1/cameras")).json<{ id: string; retiredAt: string | null }[]>().find((each) => each.id === "port-r1-c9");
  expect(found?.retiredAt).toMatch(/^\d{4}-/);
});
