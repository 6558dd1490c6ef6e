import { expect, test } from "vitest";
import cases from "../../../../test/rtsp-cases/rtsp.json" with { type: "json" };
import { InterleavedFramer } from "./interleaved-framer.ts";
import { cseqOf, headerOf, type RtspMessage } from "./rtsp-message.ts";

type Seen = Record<string, unknown>;

function frame(chunks: Iterable<Buffer>, knownChannels?: readonly number[]): { seen: Seen[]; skippedBytes: number } {
  const seen: Seen[] = [];
  let skippedBytes = 0;
  const framer = new InterleavedFramer({
    onFrame: (channel, body) => seen.push({ type: "data", channel, body: body.toString("hex") }),
    onMessage: (message) => seen.push(asSeen(message)),
    onGarbage: (bytes) => {
      skippedBytes += bytes;
    },
  });
  if (knownChannels !== undefined) framer.isKnownChannel = (channel) => knownChannels.includes(channel);
  for (const chunk of chunks) framer.push(chunk);
  if (framer.neededBytes > 0) seen.push({ type: "incomplete", needed: framer.neededBytes });
  return { seen, skippedBytes };
}

function asSeen(message: RtspMessage): Seen {
  const body = Buffer.from(message.body).toString("hex");
  return message.kind === "response" ? { type: "response", status: message.status, body } : { type: "request", method: message.method, body };
}

function everyByte(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (byte) => Buffer.from([byte]));
}

function only(text: string): RtspMessage {
  const messages: RtspMessage[] = [];
  new InterleavedFramer({ onFrame: () => {}, onGarbage: () => {}, onMessage: (message) => messages.push(message) }).push(Buffer.from(text));
  const [message] = messages;
  if (message === undefined) throw new Error(`no message in ${text}`);
  return message;
}

const framingCases = cases.filter((other) => other.kind === "framing");

test.each(framingCases)("framing case $id: whole and byte by byte give the same messages", ({ inputHex = "", expect: expected, level }) => {
  const bytes = Buffer.from(inputHex, "hex");
  const whole = frame([bytes]);
  expect(frame(everyByte(bytes)).seen.filter(({ type }) => type !== "incomplete")).toEqual(whole.seen.filter(({ type }) => type !== "incomplete"));
  if (level !== "POLICY") expect(whole.seen).toMatchObject(expected.messages ?? []);
});

test.each(framingCases)("framing case $id: a split at any byte changes nothing", ({ inputHex = "" }) => {
  const bytes = Buffer.from(inputHex, "hex");
  const whole = frame([bytes]).seen;
  for (let at = 1; at < bytes.length; at += 1) expect(frame([bytes.subarray(0, at), bytes.subarray(at)]).seen).toEqual(whole);
});

test.each(cases.filter((other) => other.kind === "response"))("response case $id: status, CSeq and challenge are read", ({ input = "", expect: expected }) => {
  const message = only(input);
  expect({
    cseq: cseqOf(message),
    status: message.kind === "response" ? message.status : null,
    wwwAuthenticate: headerOf(message, "www-authenticate"),
  }).toMatchObject(expected);
});

test("garbage between frames is skipped to the next frame of a known channel, and counted", () => {
  const bytes = Buffer.from("2400000361626301020304672409000167617262616765240000016224000002aabb", "hex");
  const { seen, skippedBytes } = frame([bytes], [0, 1]);
  expect(seen.map(({ body }) => body)).toEqual(["616263", "62", "aabb"]);
  expect(skippedBytes).toBe(16);
});

test("garbage that looks like a frame is passed over when nothing plausible follows it", () => {
  const bytes = Buffer.from("ff240000020102ff24000003616263", "hex");
  expect(frame([bytes], [0]).seen).toEqual([{ type: "data", channel: 0, body: "616263" }]);
});

test("garbage that starts like a request does not hold back the frames behind it", () => {
  const bytes = Buffer.concat([Buffer.from("24000001aa", "hex"), Buffer.from("OPT\x00\x01"), Buffer.from("24000001bb", "hex")]);
  expect(frame([bytes], [0]).seen.map(({ body }) => body)).toEqual(["aa", "bb"]);
});

test("blank lines before a frame, a response and a request are skipped", () => {
  const bytes = Buffer.from("\r\n$\0\0\u0001x\r\n\r\nRTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n\nOPTIONS * RTSP/1.0\nCseq:\t7 \n\n");
  expect(frame([bytes]).seen.map(({ type }) => type)).toEqual(["data", "response", "request"]);
});

test("a body may hold dollar signs, and lines may end in LF alone", () => {
  const message = only("RTSP/1.0 200 OK\nCseq: 3\nContent-length: 5\n\n$\0\0\u0001xRTSP/");
  expect(Buffer.from(message.body).toString()).toBe("$\0\0\u0001x");
  expect(cseqOf(message)).toBe(3);
});

test("a frame that lies in one chunk is a view of it, not a copy", () => {
  const chunk = Buffer.from("24000003616263", "hex");
  let body: Buffer | undefined;
  new InterleavedFramer({ onMessage: () => {}, onGarbage: () => {}, onFrame: (_channel, bytes) => (body = bytes) }).push(chunk);
  expect(body?.buffer).toBe(chunk.buffer);
});

test("a body larger than the limit is refused with its size", () => {
  expect(() => only("RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n")).toThrow(/Content-Length 99999999/);
});

test("a head without end is refused", () => {
  expect(() => only(`RTSP/1.0 200 OK\r\n${"X: y\r\n".repeat(20_000)}`)).toThrow(/head of at most/);
});

test("a peer that sends only garbage is given up", () => {
  expect(() => frame(Array.from({ length: 400 }, () => Buffer.alloc(1000, 0x01)))).toThrow(/is this port an RTSP server/);
});
