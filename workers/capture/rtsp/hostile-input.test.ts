import fc from "fast-check";
import { expect, test } from "vitest";
import { readRtpInfo } from "./answers/rtp-info.ts";
import { chooseChallenge } from "./auth/choose-challenge.ts";
import { InterleavedFramer } from "./message/interleaved-framer.ts";
import { readRtcp } from "./rtp/rtcp.ts";
import { StreamReceiver } from "./rtp/stream-receiver.ts";
import { RtspError } from "./rtsp-error.ts";
import { readPresentation } from "./sdp/presentation.ts";
import { readCameraUrl } from "./url/camera-url.ts";

const fragment = fc.constantFrom("$", "\r\n", "RTSP/1.0 200 OK\r\n", "OPTIONS * RTSP/1.0\r\n", "Content-Length: 3\r\n", "\r\n\r\n", "m=video 0 RTP/AVP 96\r\n", "a=", "v=0\n", ",", ";", "=", '"', "Digest ", "url=", "\\");
const text = fc.array(fc.oneof(fragment, fc.string({ maxLength: 6 }))).map((parts) => parts.join(""));
const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)), text.map((given) => Buffer.from(given, "latin1")));

test("whatever bytes come, at whatever splits, the framer neither throws nor loses count of them", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 12 }), (chunks) => {
      let takenBytes = 0;
      const framer = new InterleavedFramer({
        onFrame: (_channel, body) => {
          takenBytes += 4 + body.length;
        },
        onMessage: ({ body }) => {
          takenBytes += body.length;
        },
        onGarbage: (skippedBytes) => {
          takenBytes += skippedBytes;
        },
      });
      for (const chunk of chunks) framer.push(chunk);
      expect(takenBytes).toBeLessThanOrEqual(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    }),
  );
});

test("whatever a camera writes, the readers give an answer or one of our errors", () => {
  fc.assert(
    fc.property(text, bytes, (given, packet) => {
      chooseChallenge([given]);
      readRtpInfo(given, "rtsp://h/s", [{ setupUrl: "rtsp://h/s/1", ssrc: null }, null]);
      readRtcp(packet);
      new StreamReceiver({ clockRate: 90_000, payloadTypes: null, announcedSsrc: null, initialSeq: null, initialRtptime: null }).accept(packet);
      for (const read of [() => readPresentation({ headers: [["content-base", given]], body: packet }, "rtsp://h/s"), () => readCameraUrl(`rtsp://${given}`)]) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(RtspError);
        }
      }
    }),
  );
});
