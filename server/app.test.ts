import { afterAll, beforeAll, expect, test } from "vitest";
import { fastify } from "fastify";
import { AccessTable, UndeclaredAccess } from "./access/access-table.ts";
import { guardRoutes } from "./access/guard-routes.ts";
import { startTestServer, type TestServer } from "./test-server.ts";

let server: TestServer;
let administrator: string;
let wallDevice: string;
beforeAll(async () => {
  server = await startTestServer();
  administrator = await server.signInAs("administrator");
  wallDevice = await server.signInAs("wall-device");
});
afterAll(() => server.stop());

const get = (url: string, cookie?: string) => server.app.inject({ url, ...(cookie === undefined ? {} : { headers: { cookie } }) });

test("a route without a capability stops the server from being built", () => {
  const app = fastify();
  guardRoutes(app as never, { access: new AccessTable(), publicUrl: null, findPrincipal: () => Promise.resolve(null), findProducer: () => Promise.resolve(null) });
  expect(() => app.get("/secret", () => "x")).toThrow(UndeclaredAccess);
});

test("every route that is not public refuses a caller who is not signed in", async () => {
  const routes = server.context.access.rows().filter((row) => row.kind === "route" && row.capability !== "public");
  expect(routes.length).toBeGreaterThan(8);
  for (const { name } of routes) {
    const [method = "", url = ""] = name.split(" ");
    if (method === "HEAD") continue;
    const answer = await server.app.inject({ method: method as "GET", url: url.replace(/:\w+/g, "x1") });
    expect({ name, status: answer.statusCode }).toEqual({ name, status: 401 });
    expect(answer.json()).toMatchObject({ error: { code: "not-signed-in", zh: "请先登录" } });
  }
});

test("the access table names every route and is for administrators only", async () => {
  expect((await get("/api/v1/access", wallDevice)).statusCode).toBe(403);
  const rows = (await get("/api/v1/access", administrator)).json<{ name: string; capability: string; kinds: string[] }[]>();
  expect(rows).toContainEqual({ kind: "route", name: "GET /api/v1/cameras", capability: "registry.read", proof: "sign-in", kinds: ["administrator"] });
});

test("a sign-in link works once", async () => {
  const made = await server.app.inject({ method: "POST", url: "/api/v1/sign-in-links", headers: { cookie: administrator }, payload: { kind: "wall-device", label: "hall 2" } });
  const token = new URL(made.json<{ url: string }>().url).searchParams.get("token");
  const first = await server.app.inject({ method: "POST", url: "/api/v1/sign-in", payload: { token } });
  expect(first.json()).toMatchObject({ principal: { kind: "wall-device", label: "hall 2" } });
  expect(first.headers["set-cookie"]).toMatch(/HttpOnly; SameSite=Lax/);
  const second = await server.app.inject({ method: "POST", url: "/api/v1/sign-in", payload: { token } });
  expect(second.json()).toMatchObject({ error: { code: "sign-in-link-invalid" } });
});

test("a revoked sign-in is refused at its next request", async () => {
  const cookie = await server.signInAs("wall-device");
  const list = (await get("/api/v1/sign-ins", administrator)).json<{ id: string; kind: string }[]>();
  const newest = list.find((each) => each.kind === "wall-device");
  const revoked = await server.app.inject({ method: "DELETE", url: `/api/v1/sign-ins/${newest?.id ?? ""}`, headers: { cookie: administrator } });
  expect(revoked.statusCode).toBe(204);
  expect((await get("/api/v1/me", cookie)).json()).toMatchObject({ principal: null });
});

test("a write from a page of another site is refused although it carries the cookie", async () => {
  const headers = { cookie: administrator, origin: "https://evil.example" };
  const answer = await server.app.inject({ method: "PUT", url: "/api/v1/evaluators/e1", headers, payload: { nameZh: "甲", nameEn: "A" } });
  expect(answer.json()).toMatchObject({ error: { code: "foreign-origin" } });
});

test("a database outage is answered as one, never as not found or not signed in", async () => {
  const broken = await startTestServer();
  const cookie = await broken.signInAs("administrator");
  await broken.loseDatabase();
  const answer = await broken.app.inject({ url: "/api/v1/rooms", headers: { cookie } });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ error: { code: "database-unavailable" } });
  const { parts } = (await broken.app.inject({ url: "/readyz" })).json<{ parts: { part: string; ok: boolean }[] }>();
  expect(parts.filter((each) => !each.ok).map((each) => each.part)).toEqual(["database", "clock"]);
  await broken.stop();
});

test("a body that does not fit names the field and what was expected", async () => {
  const answer = await server.app.inject({ method: "PUT", url: "/api/v1/rooms/R_1", headers: { cookie: administrator }, payload: { evaluatorId: "e1", nameZh: "", nameEn: "A" } });
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ error: { detail: string } }>().error.detail).toMatch(/room id must be 2–63 lower-case/);
});

test("an address that nothing answers is not found in both languages", async () => {
  expect((await get("/nowhere")).json()).toMatchObject({ error: { code: "not-found", zh: "没有找到" } });
});

test("pages may play blobs and nothing may frame them", async () => {
  const policy = String((await get("/livez")).headers["content-security-policy"]);
  expect(policy).toContain("media-src 'self' blob:");
  expect(policy).toContain("frame-ancestors 'none'");
});

test("readiness names every part", async () => {
  const answer = await get("/readyz");
  expect(answer.statusCode).toBe(200);
  expect(answer.json<{ parts: { part: string }[] }>().parts.map((each) => each.part)).toEqual(["database", "clock", "spool disk", "object store", "ledger of live viewings"]);
});

test("readiness says which part failed", async () => {
  const broken = await startTestServer();
  broken.context.readiness.add({ part: "moon", check: () => Promise.reject(new Error("set")) });
  const answer = await broken.app.inject({ url: "/readyz" });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ ready: false, parts: expect.arrayContaining([{ part: "moon", ok: false, detail: "set" }]) as unknown });
  await broken.stop();
});

test("the OpenAPI document describes the registry from its schemas", async () => {
  const document = (await get("/openapi.json")).json<{ openapi: string; paths: Record<string, Record<string, unknown>> }>();
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths["/api/v1/cameras/{id}"] ?? {})).toContain("put");
});

test("metrics carry the event-loop lag and are not public", async () => {
  expect((await get("/metrics", administrator)).body).toMatch(/nodejs_eventloop_lag/);
  expect((await get("/metrics")).statusCode).toBe(401);
});

test("the effective configuration hides the database password", async () => {
  const answer = await get("/api/v1/config", administrator);
  expect(answer.json()).toMatchObject({ nodeName: "test", databaseUrl: "(masked)" });
});
