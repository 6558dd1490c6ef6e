import { generateKeyPairSync, sign } from "node:crypto";
import { connect as tcpConnect } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { crc32 } from "../../shared/node/chain/crc32.ts";
import { encodeBatch } from "../../shared/protocol/ingest-record-codec.ts";
import { MAX_BATCH_BYTES } from "../../shared/protocol/ingest-record.ts";
import { CaptureClient } from "../load/capture-client.ts";
import { jsonRecord, testRecord } from "../load/test-record.ts";
import { cameraAt, setUpIngest } from "./ingest-set-up.ts";

const refusal = (reason: string, words: string | RegExp) => ({ ok: false, reason, message: expect.stringMatching(words) as string });

async function opened() {
  const setUp = await setUpIngest();
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  return { setUp, client, handle: streamHandle };
}

test("a worker with another protocol version is told to update before anything else", async () => {
  const setUp = await setUpIngest();
  const client = new CaptureClient(setUp.server.url, { protocol: 99 });
  const [error] = (await once(client.socket as unknown as NodeJS.EventEmitter, "connect_error")) as [Error & { data: unknown }];
  expect(error.data).toMatchObject(refusal("protocol-version", "expected ingest protocol 1, got 99: update the capture worker"));
  client.close();
});

test("a handshake without a site name is refused as a bad request", async () => {
  const setUp = await setUpIngest();
  const client = new CaptureClient(setUp.server.url, { siteName: "" });
  const [error] = (await once(client.socket as unknown as NodeJS.EventEmitter, "connect_error")) as [Error & { data: unknown }];
  expect(error.data).toMatchObject(refusal("bad-request", "handshake.siteName"));
  client.close();
});

test("a wrong token, another camera's token, an unknown and a retired camera get the same answer", async () => {
  const setUp = await setUpIngest();
  const client = await setUp.connect();
  const camera = cameraAt(setUp, 0);
  await setUp.database.db.updateTable("camera").set({ retiredAt: new Date() }).where("id", "=", "load-c2").execute();
  const replies = await Promise.all([
    client.open(camera, { token: "wrong-wrong-wrong-wrong" }),
    client.open(camera, { token: cameraAt(setUp, 1).token }),
    client.open({ ...camera, cameraId: "no-such-camera" }),
    client.open(cameraAt(setUp, 1)),
  ]);
  for (const reply of replies) expect(reply).toEqual(replies[0]);
  expect(replies[0]).toMatchObject(refusal("wrong-token", "push token of a registered camera"));
});

test("garbage, a truncated batch and a flipped bit are refused as damaged while the stream goes on", async () => {
  const { setUp, client, handle } = await opened();
  const batch = encodeBatch([testRecord(handle, 1), testRecord(handle, 2)], crc32);
  const flipped = Uint8Array.from(batch);
  flipped[200] = (flipped[200] ?? 0) ^ 1;
  expect(await client.sendBytes(Buffer.alloc(500, 7))).toMatchObject(refusal("damaged", "CRC-32 does not match"));
  expect(await client.sendBytes(batch.subarray(0, batch.byteLength - 10))).toMatchObject(refusal("damaged", "cut short; nothing of the batch was taken"));
  expect(await client.sendBytes(flipped)).toMatchObject(refusal("damaged", "payload of number 1 is damaged"));
  expect(await client.sendBytes("text")).toMatchObject(refusal("bad-request", "expected one binary batch"));
  expect(await client.sendBytes(batch)).toMatchObject({ ok: true, durable: [[handle, 2]] });
  expect((await setUp.spool()).get("load-c1")?.lastNumber).toBe(2);
});

test("a number that is not the next one is refused with the one that is, and nothing of its batch is taken", async () => {
  const { setUp, client, handle } = await opened();
  const other = await client.opened(cameraAt(setUp, 1));
  const reply = await client.send(testRecord(other.streamHandle, 1), testRecord(handle, 1), testRecord(handle, 3));
  expect(reply).toMatchObject({ ...refusal("out-of-order", "expected record 2 of stream 0, got 3: resend from 2"), expectedNumber: 2, streamHandle: handle });
  expect(await client.send(testRecord(handle, 2), testRecord(handle, 1))).toMatchObject({ reason: "out-of-order", expectedNumber: 1 });
  expect(await client.send(testRecord(other.streamHandle, 1))).toMatchObject({ ok: true, durable: [[other.streamHandle, 1]] });
  expect((await setUp.spool()).has("load-c1")).toBe(false);
});

test("a handle that this connection did not open is refused", async () => {
  const { setUp, client } = await opened();
  const stranger = await setUp.connect();
  expect(await stranger.send(testRecord(0, 1))).toMatchObject(refusal("not-open", "open the stream first"));
  expect(await client.send(testRecord(77, 1))).toMatchObject({ reason: "not-open", streamHandle: 77 });
  expect(await client.socket.emitWithAck("close", { streamHandle: 77 })).toMatchObject({ reason: "not-open" });
});

test("a batch over the limit is refused as too large and the connection lives", async () => {
  const { client, handle } = await opened();
  expect(await client.sendBytes(Buffer.alloc(MAX_BATCH_BYTES + 1))).toMatchObject(refusal("too-large", `at most ${MAX_BATCH_BYTES} bytes`));
  expect(await client.send(testRecord(handle, 1))).toMatchObject({ ok: true });
});

test("a message of 100 MB cuts its own connection while it arrives and no other", async () => {
  const { setUp, client, handle } = await opened();
  const flood = await setUp.connect();
  const ended = once(flood.socket as unknown as NodeJS.EventEmitter, "disconnect");
  void flood.sendBytes(Buffer.alloc(100_000_000)).catch(() => undefined);
  await ended;
  expect(await client.send(testRecord(handle, 1))).toMatchObject({ ok: true });
});

test("more unacknowledged bytes than granted are refused as over credit", async () => {
  const setUp = await setUpIngest({ settings: { windowBytes: 100_000 } });
  const client = await setUp.connect();
  const { streamHandle } = await client.opened(cameraAt(setUp, 0));
  expect(client.credits).toEqual([{ inFlightBytes: 100_000 }]);
  const [first, second] = await Promise.all([client.send(testRecord(streamHandle, 1, 90_000)), client.send(testRecord(streamHandle, 2, 90_000))]);
  expect(first).toMatchObject({ ok: true });
  expect(second).toMatchObject(refusal("over-credit", "wait for acknowledgements"));
  expect(await client.send(testRecord(streamHandle, 2, 200_000))).toMatchObject({ ok: true });
});

test("a gap, clock or open message of the wrong shape is a bad request that names the field", async () => {
  const { setUp, client, handle } = await opened();
  expect(await client.send(jsonRecord(handle, 1, "gap", { cause: "bad luck", detail: "" }))).toMatchObject(refusal("bad-request", "gap record 1: cause"));
  expect(await client.send(jsonRecord(handle, 1, "clock", { clock: "sun", offsetAfterMs: 1 }))).toMatchObject({ reason: "bad-request" });
  expect(await client.open(cameraAt(setUp, 1), { epoch: "seven" })).toMatchObject(refusal("bad-request", "open.epoch: epoch must be a UUID"));
  expect(await client.open(cameraAt(setUp, 0), { originUs: 5 })).toMatchObject(refusal("bad-request", "an epoch keeps its origin"));
});

test("a connection that keeps sending rubbish is cut, and its neighbour is not", async () => {
  const { setUp, client, handle } = await opened();
  const rude = await setUp.connect();
  const ended = once(rude.socket as unknown as NodeJS.EventEmitter, "disconnect");
  for (let index = 0; index < 30; index += 1) rude.socket.emit(index % 2 === 0 ? "records" : "nonsense", "rubbish");
  await ended;
  expect(await client.send(testRecord(handle, 1))).toMatchObject({ ok: true });
});

test("a second connection for a camera is refused while the first one answers, and takes over when it does not", async () => {
  const setUp = await setUpIngest({ settings: { aliveProbeMs: 150 } });
  const [first, second] = [await setUp.connect(), await setUp.connect()];
  await first.opened(cameraAt(setUp, 0));
  expect(await second.open(cameraAt(setUp, 0))).toMatchObject(refusal("already-open", '"test site" sends it and answers'));
  expect(await second.open(cameraAt(setUp, 0), { epoch: "7f4df7a0-6a0f-4c1e-8f0a-3f6f3d8f2a11" })).toMatchObject({ reason: "already-open" });
  expect(await second.open(cameraAt(setUp, 0), { role: "sub" })).toMatchObject({ ok: true });
  tcpOf(first).pause();
  expect(await second.open(cameraAt(setUp, 0))).toMatchObject({ ok: true });
  tcpOf(first).resume();
});

test("a camera whose lease another node holds is refused with that node's address, until the lease ends", async () => {
  const setUp = await setUpIngest();
  const client = await setUp.connect();
  await client.opened(cameraAt(setUp, 0));
  await client.socket.emitWithAck("close", { streamHandle: 0 });
  await setUp.server.stage.flushFacts();
  const streams = setUp.database.db.updateTable("stream");
  await streams.set({ ownerNode: "other", ownerUrl: "https://b.example", leaseUntil: new Date("2999-01-01") }).execute();
  expect(await client.open(cameraAt(setUp, 0))).toMatchObject({ ...refusal("owned-elsewhere", "https://b.example"), ownerUrl: "https://b.example" });
  await streams.set({ leaseUntil: new Date("2001-01-01") }).execute();
  expect(await client.open(cameraAt(setUp, 0))).toMatchObject({ ok: true });
});

test("a stream whose lease another node took is given up and capture is told", async () => {
  const setUp = await setUpIngest({ settings: { leaseRenewMs: 20 } });
  const client = await setUp.connect();
  await client.opened(cameraAt(setUp, 0));
  const told = once(client.socket as unknown as NodeJS.EventEmitter, "closed");
  await setUp.database.db.updateTable("stream").set({ ownerNode: "other" }).execute();
  expect((await told)[0]).toMatchObject({ reason: "owned-elsewhere", streamHandle: 0 });
  expect(await client.send(testRecord(0, 1))).toMatchObject({ reason: "not-open" });
});

test("a head signed by the camera's device key is kept; another key, another head or no key is refused", async () => {
  const setUp = await setUpIngest();
  const [device, thief] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const rawOf = (key: typeof device): string => String(key.publicKey.export({ format: "jwk" }).x);
  await setUp.database.db.updateTable("camera").set({ devicePublicKey: Buffer.from(rawOf(device), "base64url") }).where("id", "=", "load-c1").execute();
  const client = await setUp.connect();
  const camera = cameraAt(setUp, 0);
  expect(await client.open(camera)).toMatchObject(refusal("chain-broken", "got none"));
  expect(await client.open(camera, { devicePublicKey: rawOf(thief) })).toMatchObject(refusal("chain-broken", "got another"));
  expect(await client.open(camera, { devicePublicKey: "AAAA" })).toMatchObject(refusal("bad-request", "expected 32 bytes"));
  const { head, streamHandle } = await client.opened(camera, { devicePublicKey: rawOf(device) });
  const signed = (key: typeof device, of: string) => ({ head: of, signature: sign(null, Buffer.from(of, "hex"), key.privateKey).toString("base64url") });
  expect(await client.send(jsonRecord(streamHandle, 1, "signature", signed(thief, head)))).toMatchObject(refusal("chain-broken", "device key"));
  expect(await client.send(jsonRecord(streamHandle, 1, "signature", signed(device, "0".repeat(64))))).toMatchObject(refusal("chain-broken", "not the ones that were signed"));
  expect(await client.send(jsonRecord(streamHandle, 1, "signature", signed(device, head)))).toMatchObject({ ok: true });
});

test("a connection that opens nothing is cut after a while", async () => {
  const setUp = await setUpIngest({ settings: { idleLimitMs: 30 } });
  const client = await setUp.connect();
  const [reason] = (await once(client.socket as unknown as NodeJS.EventEmitter, "disconnect")) as [string];
  expect(reason).toBe("io server disconnect");
});

test("a sender that stops in the middle of a message harms nobody", async () => {
  const { setUp, client, handle } = await opened();
  const { hostname, port } = new URL(setUp.server.url);
  const stalled = tcpConnect(Number(port), hostname);
  stalled.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await once(stalled, "data");
  // A masked binary frame of 1 MB (RFC 6455 section 5.2), of which only the beginning ever comes.
  stalled.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 2, 3, 4, 9, 9, 9]));
  for (let number = 1; number <= 20; number += 1) expect(await client.send(testRecord(handle, number))).toMatchObject({ ok: true });
  stalled.destroy();
});

function tcpOf(client: CaptureClient): { pause(): void; resume(): void } {
  const { engine } = client.socket.io as unknown as { engine: { transport: { ws: { pause(): void; resume(): void } } } };
  return engine.transport.ws;
}
