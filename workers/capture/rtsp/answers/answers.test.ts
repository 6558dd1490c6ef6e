import { expect, test } from "vitest";
import cases from "../../../../test/rtsp-cases/rtsp.json" with { type: "json" };
import { readHead } from "../message/read-head.ts";
import { keepaliveIntervalMs } from "./keepalive-interval.ts";
import { hasStaleTcpBug } from "./live555.ts";
import { readPublicMethods } from "./public-methods.ts";
import { readRtpInfo } from "./rtp-info.ts";
import { readSetupAnswer } from "./setup-answer.ts";

function ofKind(kind: string): typeof cases {
  return cases.filter((other) => other.kind === kind);
}

function head(input = ""): NonNullable<ReturnType<typeof readHead>> {
  const read = readHead(input);
  if (read === null) throw new Error(`no head in ${input}`);
  return read;
}

test.each(ofKind("setup").filter(({ level }) => level !== "POLICY"))("SETUP case $id", ({ input, expect: expected }) => {
  if (expected.error === true) expect(() => readSetupAnswer(head(input))).toThrow(/expected a .* header/);
  else expect(readSetupAnswer(head(input))).toMatchObject(expected);
});

test.each(ofKind("options"))("OPTIONS case $id", ({ input, expect: expected }) => {
  const methods = readPublicMethods(head(input));
  expect({ getParameter: methods.has("GET_PARAMETER"), setParameter: methods.has("SET_PARAMETER") }).toEqual(expected);
});

test.each(ofKind("toolBug"))("live555 case $id", ({ tool = "", expect: expected }) => {
  expect(hasStaleTcpBug(tool)).toBe(expected.staleTcpBug);
});

test.each(ofKind("keepaliveInterval"))("keepalive case $id: more than 0 and at most half the time-out", ({ timeoutSec = 0, expect: expected }) => {
  expect(keepaliveIntervalMs(timeoutSec)).toBeGreaterThan(0);
  expect(keepaliveIntervalMs(timeoutSec)).toBeLessThanOrEqual((expected.maxSeconds ?? 0) * 1000);
});

function setup(session: string, transport: string): ReturnType<typeof readSetupAnswer> {
  return readSetupAnswer({ headers: [["session", session], ["transport", transport]] });
}

test("a time-out of 0 counts as the usual 60 s, so that no storm of keepalives starts", () => {
  expect(setup("1;timeout=0", "RTP/AVP/TCP;interleaved=0-1").timeoutSec).toBe(60);
});

test("unknown parameters, quotes and a bad ssrc in SETUP are passed over", () => {
  expect(setup("1;foo=bar; timeout = 8", 'RTP/AVP/TCP;mode="play";ssrc=zz;interleaved="8-9",RTP/AVP;x')).toMatchObject({
    sessionId: "1",
    timeoutSec: 8,
    channelId: 8,
    rtcpChannelId: 9,
    ssrc: null,
  });
});

test("one channel number alone means it and the next", () => {
  expect(setup("1", "RTP/AVP/TCP;interleaved=4")).toMatchObject({ channelId: 4, rtcpChannelId: 5 });
});

test("RTP-Info with commas and semicolons in its addresses is cut at the right places", () => {
  const streams = [{ setupUrl: "rtsp://h/a,b;c/1", ssrc: null }, { setupUrl: "rtsp://h/a,b;c/2", ssrc: 7 }];
  expect(readRtpInfo("url=rtsp://h/a,b;c/1;seq=1;rtptime=2, url=2;ssrc= 1F;seq=70000;", "rtsp://h/a,b;c", streams)).toEqual([
    { seq: 1, rtptime: 2, ssrc: null },
    { seq: null, rtptime: null, ssrc: 31 },
  ]);
});
