import { expect, test } from "vitest";
import cases from "../../../../test/rtsp-cases/sdp.json" with { type: "json" };
import { readRtpInfo } from "../answers/rtp-info.ts";
import { readSetupAnswer } from "../answers/setup-answer.ts";
import { InterleavedFramer } from "../message/interleaved-framer.ts";
import { headerOf, type RtspMessage } from "../message/rtsp-message.ts";
import { type Presentation, readPresentation } from "./presentation.ts";

type SdpCase = (typeof cases)[number];

function parse(text: string): RtspMessage {
  const messages: RtspMessage[] = [];
  new InterleavedFramer({ onFrame: () => {}, onGarbage: () => {}, onMessage: (message) => messages.push(message) }).push(Buffer.from(text));
  const [message] = messages;
  if (message === undefined) throw new Error(`no message in ${text}`);
  return message;
}

function describe({ baseUrl, contentBase, input, response }: SdpCase): Presentation {
  if (response !== undefined) return readPresentation(parse(response), baseUrl);
  const headers = contentBase === undefined ? [] : [["content-base", contentBase] as const];
  return readPresentation({ headers, body: Buffer.from(input) }, baseUrl);
}

test.each(cases)("SDP case $id: addresses and streams are read", (theCase) => {
  const { baseUrl, sessionControl, tool, streams } = theCase.expect;
  const presentation = describe(theCase);
  expect(presentation).toMatchObject({ baseUrl, sessionControl, tool });
  const compared = streams.map(({ media, encoding, payloadType, clockRate, channels, control, setupUrl, ...rest }) => ({
    media,
    encoding,
    payloadType,
    clockRate,
    channels,
    control,
    setupUrl,
    ...("sdpFramerate" in rest ? { sdpFramerate: rest.sdpFramerate } : {}),
  }));
  expect(presentation.streams).toHaveLength(compared.length);
  expect(presentation.streams).toMatchObject(compared);
});

test.each(cases.filter(({ setupResponses }) => setupResponses !== undefined))("SDP case $id: SETUP and PLAY answers are read", (theCase) => {
  const { streams, baseUrl } = describe(theCase);
  const answers = (theCase.setupResponses ?? []).map((text) => (text === null ? null : readSetupAnswer(parse(text))));
  if ("setup" in theCase.expect) expect(answers.filter((answer) => answer !== null)).toMatchObject(theCase.expect.setup ?? []);
  if (theCase.playResponse === undefined) return;
  const setUp = streams.map(({ setupUrl }, index) => (index < answers.length ? { setupUrl, ssrc: answers[index]?.ssrc ?? null } : null));
  const info = readRtpInfo(headerOf(parse(theCase.playResponse), "rtp-info"), baseUrl, setUp);
  if ("play" in theCase.expect) expect(info).toEqual(theCase.expect.play);
});

function sdp(...lines: string[]): Presentation {
  return readPresentation({ headers: [], body: Buffer.from(["v=0", ...lines].join("\n")) }, "rtsp://h/s");
}

test("an SDP cut short, with blank lines and repeated headers, still gives its streams", () => {
  const { streams } = sdp("o=- 1001 1 IN", "c=IN", "", "m=video 0 RTP/AVP 96 ", "s=again", "i=again", "\ta=rtpmap:96 H265/90000\t", "a=fmtp:96", "c=IN IP4");
  expect(streams).toMatchObject([{ encoding: "h265", clockRate: 90_000, fmtp: null }]);
});

test("sound for the camera's loudspeaker is told from sound it sends", () => {
  const audio = ["m=audio 0 RTP/AVP 8", "a=sendonly", "m=video 0 RTP/AVP 26", "a=sendonly"];
  expect(sdp(...audio).streams.map(({ isBackChannel }) => isBackChannel)).toEqual([true, false]);
  expect(sdp("o=CV-RTSPHandler 1 0 IN IP4 10.0.0.1", ...audio).streams.map(({ isBackChannel }) => isBackChannel)).toEqual([false, false]);
});

test("media that is no RTP, or has a payload type we cannot know, is left out", () => {
  expect(sdp("m=video 0 udp 96", "m=video 0 RTP/AVP 96", "m=video 0 RTP/AVP 200", "m=audio 0 RTP/AVP 0").streams).toMatchObject([{ encoding: "pcmu" }]);
});

test("a body that is no SDP is a protocol error that shows its start", () => {
  expect(() => readPresentation({ headers: [], body: Buffer.from("<html>") }, "rtsp://h/s")).toThrow(/<html>/);
});
