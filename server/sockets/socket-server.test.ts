import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Server } from "socket.io";
import { io as connect, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_BATCH_BYTES } from "../../shared/protocol/ingest-record.ts";
import { createSocketServer } from "./socket-server.ts";

let io: Server;
let address: string;
beforeAll(async () => {
  const http = createServer();
  io = createSocketServer(http, null);
  io.of("/echo").on("connection", (socket) => socket.on("size", (bytes: Buffer, reply: (size: number) => void) => reply(bytes.byteLength)));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}/echo`;
});
afterAll(() => io.close());

const open = (): Socket => connect(address, { transports: ["websocket"], forceNew: true, reconnection: false });

test("a message of 100 MB ends its own connection while a neighbour is served", async () => {
  const [large, neighbour] = [open(), open()];
  const cut = new Promise((resolve) => large.once("disconnect", resolve));
  await new Promise<void>((resolve) => large.once("connect", resolve));
  large.emit("size", Buffer.alloc(100 * 1024 * 1024));
  expect(await cut).toMatch(/transport (close|error)/);
  expect(await neighbour.emitWithAck("size", Buffer.alloc(1000))).toBe(1000);
  neighbour.close();
});

test("the largest batch fits into one message", async () => {
  const socket = open();
  expect(await socket.emitWithAck("size", Buffer.alloc(MAX_BATCH_BYTES))).toBe(MAX_BATCH_BYTES);
  socket.close();
});

test("long polling is not served", async () => {
  const socket = connect(address, { transports: ["polling"], forceNew: true, reconnection: false });
  await new Promise((resolve) => socket.once("connect_error", resolve));
  expect(socket.connected).toBe(false);
  socket.close();
});

test("messages are not compressed", async () => {
  const socket = open();
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  const transport = socket.io.engine.transport as unknown as { ws: { extensions: string } };
  expect(transport.ws.extensions).toBe("");
  socket.close();
});

test("the native bufferutil is what the WebSocket library unmasks with", () => {
  const fromEngine = createRequire(createRequire(import.meta.url).resolve("socket.io"));
  const fromWs = createRequire(createRequire(fromEngine.resolve("engine.io")).resolve("ws"));
  const native = fromWs("bufferutil") as { unmask: (buffer: Buffer, mask: Buffer) => void };
  expect(String(native.unmask)).toContain("[native code]");
  const used = fromWs("./lib/buffer-util.js") as { unmask: (buffer: Buffer, mask: Buffer) => void };
  expect(String(used.unmask)).toContain("bufferUtil.unmask");
});
