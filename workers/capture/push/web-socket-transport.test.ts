import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { io } from "socket.io-client";
import { expect, onTestFinished, test } from "vitest";
import { webSocketTransport, type FrameMask } from "./web-socket-transport.ts";

/** RFC 6455 section 1.3 */
const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const ENGINE_OPEN = JSON.stringify({ sid: "test", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 });

/** The first frame that a client of ours sends once Engine.IO greeted it, as it stands on the wire. */
async function firstFrame(mask: FrameMask): Promise<Buffer> {
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const socket = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: [webSocketTransport(mask)], forceNew: true, reconnection: false });
  onTestFinished(() => {
    socket.disconnect();
    http.close();
  });
  const [request, wire] = (await once(http, "upgrade")) as [{ headers: Record<string, string> }, Socket];
  const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${HANDSHAKE_GUID}`).digest("base64");
  wire.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  wire.write(Buffer.concat([Buffer.from([0x81, ENGINE_OPEN.length + 1]), Buffer.from(`0${ENGINE_OPEN}`)]));
  const [frame] = (await once(wire, "data")) as [Buffer];
  wire.destroy();
  return frame;
}

test("frames to the centre are masked with zeros, so that both ends leave the footage as it is", async () => {
  const frame = await firstFrame("zero");
  expect(frame[1]).toBe(0x80 | 2);
  expect(frame.subarray(2, 6)).toEqual(Buffer.alloc(4));
  expect(frame.subarray(6, 8).toString()).toBe("40");
});

test("with mask random frames are masked as RFC 6455 says", async () => {
  const frame = await firstFrame("random");
  expect(frame.subarray(2, 6)).not.toEqual(Buffer.alloc(4));
  const key = frame.subarray(2, 6);
  expect(String.fromCharCode(...frame.subarray(6, 8).map((byte, index) => byte ^ (key[index] ?? 0)))).toBe("40");
});
