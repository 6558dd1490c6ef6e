import { expect, test } from "vitest";
import { interleavedFrame, NotRtspError, RtspReader } from "./rtsp-stream.ts";

test("the RTSP camera reads requests and packets however the bytes were split", () => {
  const request = Buffer.from("ANNOUNCE rtsp://h/a RTSP/1.0\r\nCSeq: 2\r\ncontent-length: 3\r\n\r\nv=0");
  const bytes = Buffer.concat([request, interleavedFrame(1, Buffer.from("$RTSP")), Buffer.from("\r\nPLAY rtsp://h/a RTSP/1.0\r\nCSeq:3\r\n\r\n")]);
  for (const size of [1, 7, bytes.length]) {
    const reader = new RtspReader();
    const items = [];
    for (let at = 0; at < bytes.length; at += size) items.push(...reader.read(bytes.subarray(at, at + size)));
    expect(items).toMatchObject([
      { kind: "request", method: "ANNOUNCE", url: "rtsp://h/a", body: "v=0" },
      { kind: "packet", channel: 1, payload: Buffer.from("$RTSP") },
      { kind: "request", method: "PLAY" },
    ]);
  }
});

test("the RTSP camera refuses a connection that speaks something else", () => {
  expect(() => [...new RtspReader().read(Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))]).toThrow(NotRtspError);
  expect(() => [...new RtspReader().read(Buffer.alloc(70_000, "a"))]).toThrow("without an empty line");
});
