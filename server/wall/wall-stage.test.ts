import { randomUUID } from "node:crypto";
import { io as connect, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WallDelta, WallSnapshot } from "../../shared/protocol/wall.ts";
import { startTestServer, type TestServer } from "../test-server.ts";

const S = 1_000_000;
let server: TestServer;
let address: string;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  address = await server.listen();
  cookie = await server.signInAs("wall-device");
});
afterAll(() => server.stop());

/** A room with one camera whose session began 100 s ago. */
async function seedRoom(id: string): Promise<{ cameraId: string; nowUs: number }> {
  const { db } = server;
  const nowUs = Math.floor(server.context.clock.nowUs() / 1000) * 1000;
  const names = { nameZh: "甲", nameEn: "A" };
  await db.insertInto("evaluator").values({ id: `${id}-e`, ...names }).execute();
  await db.insertInto("room").values({ id, evaluatorId: `${id}-e`, ...names }).execute();
  const createdAt = new Date(nowUs / 1000 - 3_600_000);
  await db.insertInto("camera").values({ id: `${id}-c1`, roomId: id, ...names, tokenHash: Buffer.alloc(32), devicePublicKey: null, retiredAt: null, createdAt }).execute();
  const session = { id: `${id}-s`, roomId: id, titleZh: "甲", titleEn: "A", startsAt: new Date(nowUs / 1000 - 100_000), endsAt: new Date(nowUs / 1000 + 100_000) };
  await db.insertInto("examSession").values(session).execute();
  return { cameraId: `${id}-c1`, nowUs };
}

async function seedStream(cameraId: string, originUs: number, lastEndUs: number): Promise<number> {
  const row = { cameraId, role: "main" as const, epoch: randomUUID(), originUs, lastEndUs, lastReceivedAt: new Date(), connected: true };
  return (await server.db.insertInto("stream").values(row).returning("id").executeTakeFirstOrThrow()).id;
}

const get = async <T>(url: string) => (await server.app.inject({ url, headers: { cookie } })).json<T>();

function openPage(): { socket: Socket; next: () => Promise<WallDelta> } {
  const socket = connect(`${address}/wall`, { transports: ["websocket"], extraHeaders: { cookie }, forceNew: true });
  return { socket, next: () => new Promise((resolve) => socket.once("delta", resolve)) };
}

test("the snapshot counts expected, stored and missing seconds of the last hour from the database", async () => {
  const { cameraId, nowUs } = await seedRoom("full");
  const originUs = nowUs - 100 * S;
  const streamId = await seedStream(cameraId, originUs, nowUs);
  const run = (startS: number, endS: number, firstNumber: number) => ({ streamId, startUs: originUs + startS * S, endUs: originUs + endS * S, firstNumber, lastNumber: firstNumber + 10 });
  await server.db.insertInto("storedRun").values([run(0, 40, 1), run(60, 100, 20)]).execute();
  const gap = { streamId, number: 12, startUs: originUs + 40 * S, endUs: originUs + 60 * S, cause: "camera-offline", detail: "cable" };
  await server.db.insertInto("declaredGap").values(gap).execute();
  const from = new Date(originUs / 1000).toISOString();
  const to = new Date(originUs / 1000 + 90_000).toISOString();
  const query = `cameraId=${cameraId}&from=${from}&to=${to}`;
  const sum = await get<{ expectedSeconds: number; storedSeconds: number; gapSeconds: number }>(`/api/v1/completeness?${query}`);
  expect(sum.expectedSeconds).toBeCloseTo(90, 2);
  expect(sum.gapSeconds).toBeCloseTo(20, 2);
  expect(sum.storedSeconds + sum.gapSeconds).toBeCloseTo(sum.expectedSeconds, 6);
  expect(await get(`/api/v1/gaps?${query}`)).toMatchObject({ gapsTotal: 1, gaps: [{ cause: "camera-offline", detail: "cable", open: false }] });
});

test("an open page gets numbered deltas that continue the snapshot", async () => {
  const page = openPage();
  const first = await page.next();
  const snapshot = await get<WallSnapshot>("/api/v1/wall");
  expect(snapshot.boot).toBe(first.boot);
  await seedRoom("late-comer");
  const deltas = [await page.next(), await page.next()];
  expect(deltas.map((delta) => delta.seq)).toEqual([deltas[0]?.seq, (deltas[0]?.seq ?? 0) + 1]);
  expect(deltas.flatMap((delta) => delta.rooms ?? []).map((room) => room.id)).toContain("late-comer");
  page.socket.close();
});

test("a socket without a sign-in may not open the wall", async () => {
  const socket = connect(`${address}/wall`, { transports: ["websocket"], forceNew: true });
  const error = await new Promise<Error>((resolve) => socket.once("connect_error", resolve));
  expect(error.message).toMatch(/expected a sign-in that grants wall.read, got none/);
  socket.close();
});

test("an event that a namespace did not declare is refused with the ones it has", async () => {
  const page = openPage();
  const reply: unknown = await page.socket.emitWithAck("shout", { loud: true });
  expect(reply).toMatchObject({ ok: false, reason: "bad-request", message: expect.stringContaining("got event shout") as unknown });
  page.socket.close();
});

test("a page of another site cannot open a socket although the browser sends the cookie", async () => {
  const socket = connect(`${address}/wall`, { transports: ["websocket"], extraHeaders: { cookie, origin: "https://evil.example" }, forceNew: true, reconnection: false });
  await new Promise((resolve) => socket.once("connect_error", resolve));
  expect(socket.connected).toBe(false);
  socket.close();
});

test("revoking a wall screen's sign-in cuts its open socket", async () => {
  const administrator = await server.signInAs("administrator");
  const own = await server.signInAs("wall-device");
  const socket = connect(`${address}/wall`, { transports: ["websocket"], extraHeaders: { cookie: own }, forceNew: true, reconnection: false });
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  const cut = new Promise((resolve) => socket.once("disconnect", resolve));
  const list = (await server.app.inject({ url: "/api/v1/sign-ins", headers: { cookie: administrator } })).json<{ id: string; kind: string }[]>();
  const newest = list.find((each) => each.kind === "wall-device");
  await server.app.inject({ method: "DELETE", url: `/api/v1/sign-ins/${newest?.id ?? ""}`, headers: { cookie: administrator } });
  expect(await cut).toBe("io server disconnect");
});

test("a window over a day is refused before the database is asked", async () => {
  const answer = await server.app.inject({ url: "/api/v1/gaps?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z", headers: { cookie } });
  expect(answer.json()).toMatchObject({ error: { code: "bad-request", detail: expect.stringContaining("at most one day") as unknown } });
});

test("completeness of a camera that does not exist is not found", async () => {
  const answer = await server.app.inject({ url: "/api/v1/completeness?cameraId=no-such&from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z", headers: { cookie } });
  expect(answer.statusCode).toBe(404);
});
