import { readFile } from "node:fs/promises";
import { io as connect } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventsAnswer } from "../../shared/events/event-refusal.ts";
import { readEvent } from "../../shared/events/read-event.ts";
import { startTestServer, type TestServer } from "../test-server.ts";
import { EventIntake } from "./event-intake.ts";

let server: TestServer;
let cookie: string;
let token: string;
let sequence = 0;
beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.signInAs("administrator");
  token = await newProducer("exam-platform", {});
});
afterAll(() => server.stop());

async function newProducer(id: string, change: object): Promise<string> {
  const answer = await server.app.inject({ method: "PUT", url: `/api/v1/producers/${id}`, headers: { cookie }, payload: { name: "平台", ...change } });
  return answer.json<{ token: string }>().token;
}

function approved(change: object = {}) {
  sequence += 1;
  return { specversion: "1.0", id: `e-${sequence}`, source: "exam-platform", type: "plan.approved", time: "2026-03-16T09:00:00+08:00", sequence, data: { orgId: "port", batchId: "b1" }, ...change };
}

function post(body: unknown, options: { token?: string; type?: string } = {}) {
  const headers = { authorization: `Bearer ${options.token ?? token}`, "content-type": options.type ?? "application/cloudevents+json" };
  return server.app.inject({ method: "POST", url: "/api/v1/events", headers, payload: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body) });
}

test("an event that holds becomes a ledger entry, and sent again it counts once", async () => {
  const event = approved();
  const first = (await post(event)).json<EventsAnswer>();
  const again = (await post([event], { type: "application/cloudevents-batch+json" })).json<EventsAnswer>();
  expect(first.answers).toMatchObject([{ index: 0, accepted: true, repeated: false }]);
  expect(again.answers).toMatchObject([{ index: 0, accepted: true, repeated: true, seq: (first.answers[0] as { seq: number }).seq }]);
  const entry = await server.db.selectFrom("ledgerEntry").selectAll().where("producer", "=", "exam-platform").where("producerSeq", "=", event.sequence).executeTakeFirstOrThrow();
  expect(entry).toMatchObject({ kind: "plan.approved", subject: "port", body: `{"data":{"batchId":"b1","orgId":"port"},"id":"${event.id}","time":"2026-03-16T09:00:00+08:00"}` });
});

test("a bad event in a batch is refused with its own reason and its neighbours are taken", async () => {
  const used = approved();
  await post(used);
  const batch = [approved(), approved({ type: "plan.aproved" }), approved({ data: { orgId: "port" } }), 7, { ...used, data: { orgId: "port", batchId: "b2" } }, approved({ id: used.id, data: { orgId: "port", batchId: "b3" } }), approved()];
  const answer = await post(batch);
  expect(answer.statusCode).toBe(200);
  const { answers, accepted, refused } = answer.json<EventsAnswer>();
  expect(answers.map((each) => (each.accepted ? "taken" : each.reason))).toEqual(["taken", "unknown-type", "wrong-data", "malformed", "sequence-used", "id-used", "taken"]);
  expect([accepted, refused]).toEqual([2, 5]);
});

test("a request of which no event was taken says so by its status too", async () => {
  expect((await post(approved({ source: "somebody-else" }))).statusCode).toBe(422);
});

test.each([
  ["no token", { token: "" }, 401],
  ["a token that nobody has", { token: "x".repeat(43) }, 401],
])("events with %s are not read at all", async (_name, options, status) => {
  expect((await post(approved(), options)).statusCode).toBe(status);
});

test("an administrator's sign-in sends no events, and a producer's token opens nothing else", async () => {
  const asAdministrator = await server.app.inject({ method: "POST", url: "/api/v1/events", headers: { cookie, "content-type": "application/json" }, payload: "{}" });
  const asProducer = await server.app.inject({ url: "/api/v1/rooms", headers: { authorization: `Bearer ${token}` } });
  expect([asAdministrator.statusCode, asProducer.statusCode]).toEqual([403, 403]);
});

test.each([
  ["text that is not JSON", "{", /valid JSON/],
  ["an empty body", "", /empty body/],
  ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22]), /UTF-8/],
])("a body of %s is refused in words", async (_name, body, words) => {
  const answer = await post(body);
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ error: { detail: string } }>().error.detail).toMatch(words);
});

test("more than a thousand events at once are refused as a whole", async () => {
  const answer = await post(Array.from({ length: 1001 }, () => 1));
  expect(answer.statusCode).toBe(413);
});

test("a producer bound to one evaluator speaks of that one only, and never for the authority", async () => {
  const own = await newProducer("port-system", { orgId: "port" });
  const event = (sequenceOf: number, type: string, data: object) => ({ ...approved(), source: "port-system", sequence: sequenceOf, id: `p-${sequenceOf}`, type, data });
  const batch = [event(1, "results.posted", { orgId: "port", batchId: "b1" }), event(2, "results.posted", { orgId: "harbour", batchId: "b1" }), event(3, "plan.approved", { orgId: "port", batchId: "b1" })];
  const { answers } = (await post(batch, { token: own })).json<EventsAnswer>();
  expect(answers.map((each) => (each.accepted ? "taken" : each.reason))).toEqual(["taken", "not-allowed", "not-allowed"]);
});

test("a retired producer and a replaced token open nothing, and each change is in the ledger", async () => {
  const old = await newProducer("old-system", {});
  await server.app.inject({ method: "POST", url: "/api/v1/producers/old-system/token", headers: { cookie } });
  expect((await post([], { token: old })).statusCode).toBe(401);
  const fresh = (await server.app.inject({ method: "POST", url: "/api/v1/producers/old-system/token", headers: { cookie } })).json<{ token: string }>().token;
  expect((await post([], { token: fresh })).statusCode).toBe(200);
  await newProducer("old-system", { retired: true });
  expect((await post([], { token: fresh })).statusCode).toBe(401);
  const audited = await server.db.selectFrom("ledgerEntry").select("seq").where("kind", "=", "registry.changed").where("subject", "=", "old-system").execute();
  expect(audited).toHaveLength(4);
});

test("the socket takes the same events with the same answers, and only with a producer's token", async () => {
  const address = await server.listen();
  const open = (auth: object) => connect(`${address}/events`, { transports: ["websocket"], auth, forceNew: true, reconnection: false });
  const stranger = open({});
  const refusal = await new Promise<Error>((resolve) => stranger.on("connect_error", resolve));
  expect(refusal.message).toMatch(/expected a producer's token/);
  stranger.close();
  const socket = open({ token });
  const event = approved();
  expect(await socket.emitWithAck("events", [event, { ...event, sequence: "2" }])).toMatchObject({ accepted: 1, refused: 1, answers: [{ accepted: true }, { accepted: false, reason: "malformed", path: "sequence" }] });
  expect(await socket.emitWithAck("events", event)).toMatchObject({ answers: [{ accepted: true, repeated: true }] });
  expect(await socket.emitWithAck("events", Array.from({ length: 1001 }, () => 1))).toMatchObject({ error: { code: "too-large" } });
  socket.close();
});

test("while the database is away nothing is taken and nothing is called wrong", async () => {
  const other = await startTestServer();
  const administrator = await other.signInAs("administrator");
  const saved = await other.app.inject({ method: "PUT", url: "/api/v1/producers/exam-platform", headers: { cookie: administrator }, payload: { name: "平台" } });
  await other.loseDatabase();
  const answer = await other.app.inject({ method: "POST", url: "/api/v1/events", headers: { authorization: `Bearer ${saved.json<{ token: string }>().token}`, "content-type": "application/json" }, payload: JSON.stringify(approved()) });
  expect(answer.json()).toMatchObject({ error: { code: "database-unavailable" } });
  await other.stop();
});

test("the interface's description has the doors for events, files and producers, with the shape of an event", async () => {
  const described = (await server.app.inject({ url: "/openapi.json", headers: { cookie } })).json<{ paths: Record<string, { post?: { requestBody?: object } }> }>();
  for (const path of ["/api/v1/events", "/api/v1/imports/preview", "/api/v1/imports", "/api/v1/imports/template", "/api/v1/producers/{id}", "/api/v1/systems", "/api/v1/outbound"]) expect(Object.keys(described.paths)).toContain(path);
  expect(JSON.stringify(described.paths["/api/v1/events"]?.post?.requestBody)).toMatch(/application\/cloudevents-batch\+json.*specversion/);
});

test("an open connection of a token that was replaced is cut", async () => {
  const own = await newProducer("short-lived", {});
  const { port } = server.app.server.address() as { port: number };
  const socket = connect(`http://127.0.0.1:${port}/events`, { transports: ["websocket"], auth: { token: own }, forceNew: true, reconnection: false });
  await new Promise<void>((resolve) => socket.on("connect", resolve));
  const cut = new Promise<string>((resolve) => socket.on("disconnect", resolve));
  await server.app.inject({ method: "POST", url: "/api/v1/producers/short-lived/token", headers: { cookie } });
  expect(await cut).toBe("io server disconnect");
});

test.each(["application/json; charset=utf-8", "application/cloudevents+json;charset=UTF-8"])("the content type %s is taken with its charset", async (type) => {
  expect((await post(approved(), { type })).json<EventsAnswer>().accepted).toBe(1);
});

test("another content type is refused in words, not read as something else", async () => {
  const answer = await post("orgId=port", { type: "application/x-www-form-urlencoded" });
  expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([400, "bad-request"]);
});

test("an event of a day to come is refused, unless this installation rehearses cases that play later", async () => {
  const later = approved({ time: "2099-01-01T09:00:00+08:00" });
  expect((await post(later)).json<EventsAnswer>().answers).toMatchObject([{ accepted: false, reason: "future-time" }]);
  const { clock, ledger } = server.context;
  const rehearsing = new EventIntake({ append: (facts) => ledger.append(facts), clock, rehearsalAheadMs: 100 * 365 * 86_400_000, count: () => undefined });
  expect((await rehearsing.take(later, { id: "exam-platform", orgId: null })).answers).toMatchObject([{ accepted: true }]);
});

test("the event that the README shows is one that is taken", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const shown = /cloudevents\+json" -d '([^']+)'/.exec(readme)?.[1] ?? "";
  expect(readEvent(JSON.parse(shown), { id: "exam-platform", orgId: null }, Date.now())).toMatchObject({ accepted: true });
});
