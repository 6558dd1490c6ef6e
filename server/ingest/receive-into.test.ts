import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io, NodeWebSocket } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { SpareMemory } from "../../shared/node/memory/spare-memory.ts";
import { receiveInto, REUSE_UP_TO_BYTES, type IngestSocket } from "./ingest-socket.ts";

class ZeroMask extends NodeWebSocket {
  override createSocket(uri: string, protocols: string | string[] | undefined, options: object): unknown {
    return super.createSocket(uri, protocols, { ...options, generateMask: () => undefined });
  }
}

/** A server that answers every batch with its hash and gives its memory back, as ingest does. */
async function startHashing(memory: SpareMemory): Promise<{ url: string; seen: Uint8Array[] }> {
  const http = createServer();
  const server = new Server(http, { transports: ["websocket"], perMessageDeflate: false, maxHttpBufferSize: 2 * REUSE_UP_TO_BYTES });
  const seen: Uint8Array[] = [];
  server.on("connection", (socket) => {
    receiveInto(socket as unknown as IngestSocket, memory);
    socket.on("records", (batch: Uint8Array, reply: (hash: string) => void) => {
      seen.push(batch);
      setImmediate(() => {
        const hash = sha256(batch);
        memory.give(batch);
        reply(hash);
      });
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(async () => {
    await server.close();
  });
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, seen };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

test.each([
  ["zero", ZeroMask],
  ["random", NodeWebSocket],
])("batches of every size from many connections at once arrive whole in memory used again (%s mask)", async (_mask, transport) => {
  const { url } = await startHashing(new SpareMemory({ keptBytes: 8 * 2 ** 20, largestKeptBytes: REUSE_UP_TO_BYTES }));
  const sizes = [1, 1000, 65_535, 65_536, 65_537, 200_000, 1_000_003, REUSE_UP_TO_BYTES - 1, REUSE_UP_TO_BYTES, REUSE_UP_TO_BYTES + 1, 5_000_000, 70_000];
  const sending = Array.from({ length: 4 }, async (_, site) => {
    const socket = io(url, { transports: [transport], forceNew: true });
    onTestFinished(() => void socket.disconnect());
    const batches = sizes.map((_size, index) => randomBytes(sizes[(index + site * 3) % sizes.length] ?? 1));
    const answers = await Promise.all(batches.map((batch) => socket.emitWithAck("records", batch) as Promise<string>));
    expect(answers).toEqual(batches.map(sha256));
  });
  await Promise.all(sending);
});

test("a batch after an answered one is put together in the same memory", async () => {
  const { url, seen } = await startHashing(new SpareMemory({ keptBytes: 8 * 2 ** 20, largestKeptBytes: REUSE_UP_TO_BYTES }));
  const socket = io(url, { transports: ["websocket"], forceNew: true });
  onTestFinished(() => void socket.disconnect());
  for (const size of [300_000, 250_000, 299_999]) await socket.emitWithAck("records", randomBytes(size));
  expect(seen.map(({ byteLength }) => byteLength)).toEqual([300_000, 250_000, 299_999]);
  expect(new Set(seen.map(({ buffer }) => buffer)).size).toBe(1);
});
