import { io as connect } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import type { GapsAnswer } from "../../shared/protocol/completeness.ts";
import { WallSnapshot, type WallDelta } from "../../shared/protocol/wall.ts";
import { CaptureClient } from "../load/capture-client.ts";
import { FRAGMENT_US, jsonRecord, testRecord } from "../load/test-record.ts";

/** The assembled server, a room registered through its own interface, and a signed-in wall page's cookie. */
async function startWithRoom() {
  const server = await startTestServer();
  onTestFinished(() => server.stop());
  const address = await server.listen();
  const administrator = await server.signInAs("administrator");
  const put = (url: string, payload: object) => server.app.inject({ method: "PUT", url, headers: { cookie: administrator }, payload });
  await put("/api/v1/evaluators/port", { nameZh: "港务", nameEn: "Port" });
  await put("/api/v1/rooms/port-r1", { evaluatorId: "port", nameZh: "一号", nameEn: "Room 1" });
  const saved = (await put("/api/v1/cameras/port-r1-c1", { roomId: "port-r1", nameZh: "前", nameEn: "Front" })).json<{ token: string }>();
  return { server, address, camera: { cameraId: "port-r1-c1", token: saved.token }, cookie: await server.signInAs("wall-device") };
}

async function snapshotOf(server: TestServer, cookie: string): Promise<WallSnapshot> {
  return WallSnapshot.parse((await server.app.inject({ url: "/api/v1/wall", headers: { cookie } })).json());
}

/** Deltas until one of them shows the camera's main stream in this state. */
async function untilState(address: string, cookie: string, state: string): Promise<void> {
  const page = connect(`${address}/wall`, { transports: ["websocket"], extraHeaders: { cookie }, forceNew: true });
  await new Promise<void>((resolve) => {
    page.on("delta", (delta: WallDelta) => {
      const streams = (delta.rooms ?? []).flatMap((room) => room.cameras).flatMap((camera) => camera.streams);
      if (streams.some((stream) => stream.state === state)) resolve();
    });
  });
  page.close();
}

test("what a registered camera pushes is on the wall within seconds and gone from it when its worker leaves", async () => {
  const { server, address, camera, cookie } = await startWithRoom();
  const before = await snapshotOf(server, cookie);
  expect(before.rooms[0]?.cameras[0]?.streams[0]?.state).toBe("never-connected");

  const client = await CaptureClient.connect(address);
  const originUs = server.context.clock.nowUs();
  const live = untilState(address, cookie, "live");
  const { streamHandle } = await client.opened(camera, { originUs });
  const fragment = (number: number) => testRecord(streamHandle, number, 400, { startUs: originUs + number * FRAGMENT_US });
  expect(await client.send(fragment(1), fragment(2))).toMatchObject({ ok: true });
  await live;

  const offline = untilState(address, cookie, "offline");
  client.close();
  await offline;
});

test("a gap that capture declares is listed with its cause and the seconds around it are stored", async () => {
  const { server, address, camera, cookie } = await startWithRoom();
  // So that the first pictures are a change to be told.
  await snapshotOf(server, cookie);
  const nowMs = Math.floor(server.context.clock.nowUs() / 1000);
  const originUs = (nowMs - 60_000) * 1000;
  // Registered long ago: nothing is expected of a camera before that. The types do not let this column change, and rightly so.
  await server.db.updateTable("camera").set({ createdAt: new Date(nowMs - 120_000) } as never).execute();
  const session = { id: "s1", roomId: "port-r1", titleZh: "甲", titleEn: "A", startsAt: new Date(nowMs - 60_000), endsAt: new Date(nowMs - 58_000) };
  await server.db.insertInto("examSession").values(session).execute();

  const client = await CaptureClient.connect(address);
  const live = untilState(address, cookie, "live");
  const { streamHandle } = await client.opened(camera, { originUs });
  const fragments = (first: number, count: number, fromUs: number) =>
    Array.from({ length: count }, (_, index) => testRecord(streamHandle, first + index, 400, { startUs: originUs + fromUs + index * FRAGMENT_US }));
  const gap = { cause: "camera-offline", detail: "no answer from the camera", droppedFragments: 0 };
  const declared = jsonRecord(streamHandle, 6, "gap", gap, { startUs: originUs + 1_000_000, durationUs: 400_000 });
  expect(await client.send(...fragments(1, 5, 0), declared, ...fragments(7, 3, 1_400_000))).toMatchObject({ ok: true });
  // The wall says "live" only after ingest has told the database.
  await live;

  const window = `cameraId=${camera.cameraId}&from=${session.startsAt.toISOString()}&to=${session.endsAt.toISOString()}`;
  const get = (url: string) => server.app.inject({ url: `${url}?${window}`, headers: { cookie } });
  expect((await get("/api/v1/completeness")).json()).toMatchObject({ expectedSeconds: 2, storedSeconds: 1.6, gapSeconds: 0.4, gapCount: 1 });
  expect((await get("/api/v1/gaps")).json<GapsAnswer>().gaps).toMatchObject([{ cause: "camera-offline", detail: "no answer from the camera", open: false }]);
  client.close();
});
