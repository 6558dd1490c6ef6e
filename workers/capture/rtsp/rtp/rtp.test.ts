import { expect, test } from "vitest";
import cases from "../../../../test/rtsp-cases/rtp.json" with { type: "json" };
import { encodeReceiverReport } from "./receiver-report.ts";
import { readRtcp, readRtcpPacket, wallclockOfUs } from "./rtcp.ts";
import { emptyRtpHeader, looksLikeRtcp, readRtpHeader } from "./rtp-header.ts";
import { StreamReceiver } from "./stream-receiver.ts";
import { Timeline } from "./timeline.ts";
import { TimestampGuard } from "./timestamp-guard.ts";

type RtpCase = (typeof cases)[number];

function ofKind(kind: string): RtpCase[] {
  return cases.filter((other) => other.kind === kind);
}

test.each(ofKind("rtpHeader"))("RTP header case $id", ({ inputHex = "", expect: expected }) => {
  const header = emptyRtpHeader();
  const isWhole = readRtpHeader(Buffer.from(inputHex, "hex"), header);
  if (expected.error === true) expect(isWhole).toBe(false);
  else expect(header).toEqual(expected);
});

function receive(theCase: RtpCase): Record<string, unknown>[] {
  const receiver = new StreamReceiver({
    clockRate: theCase.clockRate ?? 0,
    payloadTypes: null,
    announcedSsrc: theCase.initialSsrc ?? null,
    initialSeq: theCase.initialSeq ?? null,
    initialRtptime: theCase.initialRtptime ?? null,
  });
  return (theCase.packets ?? []).map((packet) => {
    const bytes = Buffer.from(packet.hex, "hex");
    if ("rtcp" in packet && packet.rtcp === true) return receiveRtcp(receiver, bytes);
    if (!receiver.accept(bytes)) return { result: "ignored" };
    return { result: "rtp", seq: receiver.header.seq, elapsed: receiver.elapsed, loss: receiver.loss };
  });
}

function receiveRtcp(receiver: StreamReceiver, bytes: Buffer): Record<string, unknown> {
  const report = readRtcp(bytes)?.senderReports[0];
  const elapsed = report === undefined ? null : receiver.placeReport(report.ssrc, report.rtpTimestamp);
  return elapsed === null ? { result: "ignored" } : { result: "rtcp", elapsed };
}

test.each(ofKind("sequence"))("sequence case $id", (theCase) => {
  const results = receive(theCase);
  const expected = theCase.expect.results ?? [];
  expect(results).toHaveLength(expected.length);
  if (theCase.level !== "POLICY") expect(results).toMatchObject(expected);
});

test.each(["seq-duplicate", "seq-rtcp-garbage"])("sequence case %s: the bad packet is dropped and the stream goes on", (id) => {
  const theCase = cases.find((other) => other.id === id);
  if (theCase === undefined) throw new Error(`no case ${id}`);
  expect(receive(theCase).map(({ result }) => result)).toEqual(["rtp", "ignored", "rtp"]);
});

test.each(ofKind("timeline"))("timeline case $id", ({ start = 0, clockRate = 0, steps = [], expect: expected }) => {
  if (expected.initError === true) {
    expect(() => new Timeline(start, clockRate)).toThrow(/clock rate/);
    return;
  }
  const timeline = new Timeline(start, clockRate);
  const elapsed = steps.map(({ op, ts }) => (op === "advance" ? timeline.advance(ts) : timeline.place(ts)));
  // A jump is not refused here: the guard above it joins it as a discontinuity.
  for (const [index, step] of (expected.steps ?? []).entries()) if ("elapsed" in step) expect(elapsed[index]).toBe(step.elapsed);
});

test.each(ofKind("wallclock"))("wall clock case $id", ({ clockRate = 0, sr, queries = [], expect: expected }) => {
  if (sr === undefined) throw new Error("no sender report in the case");
  const bytes = Buffer.from(`80c8000600000001${sr.ntpHex}${sr.rtp.toString(16).padStart(8, "0")}0000000000000000`, "hex");
  const report = readRtcp(bytes)?.senderReports[0];
  if (report === undefined) throw new Error("the sender report was not read");
  expect(report.wallclockUs / 1000).toBeCloseTo(sr.unixMs, 0);
  for (const [index, { ts }] of queries.entries()) {
    expect(wallclockOfUs(report, ts, clockRate) / 1000).toBeCloseTo(expected.unixMs?.[index] ?? Number.NaN, 0);
  }
});

test.each(ofKind("rtcpPacket"))("RTCP packet case $id", ({ inputHex = "", expect: expected }) => {
  const bytes = Buffer.from(inputHex, "hex");
  const packet = readRtcpPacket(bytes);
  expect(packet?.count).toBe(expected.count);
  expect(Buffer.from(packet?.payload ?? []).toString("hex")).toBe(expected.payload);
  expect(bytes.subarray(packet?.endOffset).toString("hex")).toBe(expected.rest);
});

function packet(seq: number, ts: number, ssrc = 1, payloadType = 96): Buffer {
  const bytes = Buffer.from("80600000000000000000000078", "hex");
  bytes[1] = payloadType;
  bytes.writeUInt16BE(seq, 2);
  bytes.writeUInt32BE(ts, 4);
  bytes.writeUInt32BE(ssrc, 8);
  return bytes;
}

function receiverOf(announcedSsrc: number | null = null): StreamReceiver {
  return new StreamReceiver({ clockRate: 90_000, payloadTypes: [96], announcedSsrc, initialSeq: null, initialRtptime: null });
}

test("data of a dead session among ours is ignored as long as ours goes on", () => {
  const receiver = receiverOf();
  const accepted = Array.from({ length: 40 }, (_, index) => receiver.accept(packet(index >> 1, index, index % 2)));
  expect(accepted.filter(Boolean)).toHaveLength(20);
  expect(receiver.lostPackets).toBe(0);
});

test("a source that takes over is adopted with a new timeline", () => {
  const receiver = receiverOf();
  receiver.accept(packet(1, 1000, 1));
  const accepted = Array.from({ length: 9 }, (_, index) => receiver.accept(packet(500 + index, 7_000_000, 2)));
  expect(accepted.indexOf(true)).toBe(7);
  expect(receiver.ssrc).toBe(2);
  expect(receiver.placeReport(1, 1000)).toBeNull();
});

test("the source that SETUP announced takes over at once", () => {
  const receiver = receiverOf(2);
  receiver.accept(packet(1, 0, 1));
  expect(receiver.accept(packet(9, 0, 2))).toBe(true);
  expect(receiver.restarted).toBe(true);
});

test("a gap of up to half the numbers is a loss, older packets are dropped, and a camera that counts anew is followed", () => {
  const receiver = receiverOf();
  receiver.accept(packet(30_000, 0));
  expect(receiver.accept(packet(29_990, 0))).toBe(false);
  expect(receiver.accept(packet(30_003, 0))).toBe(true);
  expect(receiver.loss).toBe(2);
  expect([0, 1, 2, 3].map((seq) => receiver.accept(packet(seq, 0)))).toEqual([false, false, true, true]);
  expect(receiver.extendedHighestSeq).toBeGreaterThan(30_003);
});

test("a payload type that the SDP does not name is adopted only when no other comes", () => {
  const receiver = receiverOf();
  const accepted = Array.from({ length: 40 }, (_, seq) => receiver.accept(packet(seq, 0, 1, 97)));
  expect(accepted.indexOf(true)).toBe(31);
  expect(receiver.accept(packet(40, 0, 1, 50))).toBe(false);
});

test("a lone frame hours off gets the time after the one before it", () => {
  const guard = new TimestampGuard(90_000);
  const placed = [0, 3600, 900_000_000, 10_800, 14_400].map((ticks, index) => guard.place(ticks, index * 40_000));
  expect(placed).toEqual([0, 3600, 7200, 10_800, 14_400]);
});

test("a jump that lasts is joined on after three frames, and reports follow it", () => {
  const guard = new TimestampGuard(90_000);
  const placed = [0, 3600, 900_000_000, 900_003_600, 900_007_200, 900_010_800].map((ticks, index) => guard.place(ticks, index * 40_000));
  expect(placed).toEqual([0, 3600, 7200, 10_800, 14_400, 18_000]);
  expect(guard.placeReport(900_010_800)).toBe(18_000);
});

test("a pause that the arrival times show too is no jump, and B-frames may go back", () => {
  const guard = new TimestampGuard(90_000);
  expect([0, 10_800, 3600, 7200].map((ticks) => guard.place(ticks, 0))).toEqual([0, 10_800, 3600, 7200]);
  expect(guard.place(7200 + 90_000 * 60, 60_000_000)).toBe(7200 + 90_000 * 60);
  expect(guard.joined).toBe(false);
});

test("RTCP on the RTP channel is known by its type", () => {
  expect(looksLikeRtcp(Buffer.from("80c80006", "hex"))).toBe(true);
  expect(looksLikeRtcp(packet(1, 1))).toBe(false);
});

test("a compound with BYE is read, and one with padding in the middle is not believed", () => {
  expect(readRtcp(Buffer.from("80c900010000000181cb00010000002a", "hex"))?.byes).toEqual([42]);
  expect(readRtcp(Buffer.from("a0c90002000000010000000480c9000100000001", "hex"))).toBeNull();
});

test("our receiver report can be read back, with and without a block", () => {
  const block = { ssrc: 5, lostFraction: 0.5, lostPackets: 3, extendedHighestSeq: 70_000, lastReport: 9, sinceLastReportMs: 1000 };
  for (const [given, blocks] of [[block, 1], [null, 0]] as const) {
    const bytes = encodeReceiverReport(77, given);
    const first = readRtcpPacket(bytes);
    expect(first).toMatchObject({ type: 201, count: blocks });
    expect(readRtcpPacket(bytes, first?.endOffset)).toMatchObject({ type: 202, count: 1, endOffset: bytes.length });
  }
  expect(encodeReceiverReport(77, block).readUInt32BE(16)).toBe(70_000);
});
