import { afterEach, expect, test } from "vitest";
import { FakeClock } from "../../../../shared/time/fake-clock.ts";
import { headerOf } from "../message/rtsp-message.ts";
import { RtspError } from "../rtsp-error.ts";
import type { RtspSession, RtspSessionEnd, RtspSessionOptions } from "../session-types.ts";
import { openRtspSession } from "./open-session.ts";
import { createReadPacer } from "./read-pacer.ts";
import { AUDIO_SDP, ordinary, respond, rtpFrame, type Script, ScriptedCamera, VIDEO_SDP } from "./scripted-camera.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

interface Opened {
  camera: ScriptedCamera;
  clock: FakeClock;
  payloads: string[];
  losses: number[];
  ended: Promise<RtspSessionEnd>;
  /** Resolves once so many packets came. */
  packets(count: number): Promise<void>;
  open(options?: Partial<RtspSessionOptions>): Promise<RtspSession>;
}

async function cameraWith(script: Script = (request) => ordinary(request)): Promise<Opened> {
  const camera = new ScriptedCamera(script);
  const url = await camera.listen();
  cleanups.push(() => camera.close());
  const clock = new FakeClock();
  const payloads: string[] = [];
  const losses: number[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const end = Promise.withResolvers<RtspSessionEnd>();
  const open = async (options: Partial<RtspSessionOptions> = {}): Promise<RtspSession> => {
    const session = await openRtspSession({
      url,
      clock,
      signal: new AbortController().signal,
      wanted: "video",
      onPacket: (streamIndex, packet) => {
        payloads.push(`${streamIndex}:${Buffer.from(packet.payload).toString()}@${packet.timestamp}`);
        losses.push(packet.loss);
        for (const waiter of waiting) if (payloads.length >= waiter.count) waiter.resolve();
      },
      onEnd: end.resolve,
      ...options,
    });
    cleanups.push(() => session.close());
    return session;
  };
  const packets = (count: number): Promise<void> =>
    payloads.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve }));
  return { camera, clock, payloads, losses, ended: end.promise, packets, open };
}

test.each([1, 7, 100_000])("a session with digest, other channels and early data works in chunks of %s bytes", async (chunkBytes) => {
  const { camera, open, packets, payloads } = await cameraWith((request) => {
    const isAuthorized = headerOf(request, "authorization")?.includes(`uri="${request.uri}"`) ?? false;
    if (!isAuthorized) return respond(request, 401, ['WWW-Authenticate: Digest realm="r", nonce="n"', 'WWW-Authenticate: Basic realm="r"']);
    if (request.method === "SETUP") return respond(request, 200, ["Session: 5 ; timeout=60", "Transport: RTP/AVP;interleaved=8-9"]);
    if (request.method !== "PLAY") return ordinary(request);
    return Buffer.concat([rtpFrame(8, 1, 5000, "early"), Buffer.from(`\r\n${respond(request)}`), rtpFrame(8, 2, 8000, "$RTSP/"), rtpFrame(44, 1, 0, "stray")]);
  });
  camera.chunkBytes = chunkBytes;
  const session = await open({ username: "u", password: "p" });
  await packets(2);
  expect(payloads).toEqual(["0:early@0", "0:$RTSP/@3000"]);
  await session.close();
  expect(camera.methods).toEqual(["DESCRIBE", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN"]);
  expect(camera.requests.map((request) => headerOf(request, "cseq"))).toEqual(["1", "2", "3", "4", "5"]);
  expect(camera.requests.map(({ uri }) => uri.replace(/^rtsp:\/\/[^/]*/, ""))).toEqual(["/live?x=1", "/live?x=1", "/live?x=1/trackID=0", "/live?x=1", "/live?x=1"]);
  expect(camera.requests.slice(3).map((request) => headerOf(request, "session"))).toEqual(["5", "5"]);
  expect(session.counts.unassignedFrames).toBe(1);
});

test.each([
  [403, "refused", false],
  [404, "not-found", true],
  [453, "no-session", true],
  [503, "no-session", true],
  [500, "protocol", true],
] as const)("a %s to DESCRIBE is a %s error with a sentence (tried again soon: %s)", async (status, kind, retrySoon) => {
  const { open } = await cameraWith((request) => respond(request, status));
  await expect(open()).rejects.toMatchObject({ kind, retrySoon, message: expect.stringContaining(`got ${status}`) as unknown });
});

test("wrong credentials stop after two requests", async () => {
  const { camera, open } = await cameraWith((request) => respond(request, 401, ['WWW-Authenticate: Digest realm="r", nonce="n"']));
  const failed = await open({ username: "u", password: "bad" }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ kind: "refused", retrySoon: false, gapCause: "camera-refused" });
  expect(camera.methods).toEqual(["DESCRIBE", "DESCRIBE"]);
});

test("a camera that closes the connection with its 401 gets the answer on a new one", async () => {
  const { camera, open } = await cameraWith((request, from) => {
    if (headerOf(request, "authorization") !== null) return ordinary(request);
    from.socket?.end(respond(request, 401, ['WWW-Authenticate: Digest realm="r", nonce="n"']));
    return null;
  });
  const session = await open({ username: "u", password: "p" });
  await session.close();
  expect(camera.methods.slice(-3)).toEqual(["SETUP", "PLAY", "TEARDOWN"]);
});

test("nobody listening is unreachable, and worth trying again", async () => {
  const { camera, open } = await cameraWith();
  await camera.close();
  cleanups.pop();
  await expect(open()).rejects.toMatchObject({ kind: "unreachable", retrySoon: true, gapCause: "camera-offline" });
});

test("a camera that does not answer is timed out, and abort ends the wait at once", async () => {
  const { camera, clock, open } = await cameraWith(() => null);
  const late = open({ startTimeoutMs: 5000 }).catch((error: unknown) => error);
  await camera.until(() => camera.requests.length === 1);
  await clock.advance(5000);
  expect(await late).toMatchObject({ kind: "timed-out" });

  const abort = new AbortController();
  const aborted = open({ signal: abort.signal }).catch((error: unknown) => error);
  await camera.until(() => camera.requests.length === 2);
  abort.abort();
  expect(await aborted).toMatchObject({ kind: "aborted" });
});

test("a redirect is followed with the same credentials, and a loop of them ends", async () => {
  const { camera, open } = await cameraWith((request, from) =>
    request.uri.includes("/new") ? ordinary(request) : respond(request, 302, [`Location: rtsp://127.0.0.1:${from.port}/new`]),
  );
  const session = await open();
  expect(session.url).toBe(`rtsp://127.0.0.1:${camera.port}/new`);
  const loop = await cameraWith((request) => respond(request, 301, [`Location: ${request.uri}`]));
  await expect(loop.open()).rejects.toMatchObject({ kind: "protocol" });
});

test("an answer with UDP ports, and a camera without video, are told apart from a broken one", async () => {
  const udp = await cameraWith((request) =>
    request.method === "SETUP" ? respond(request, 200, ["Session: 1", "Transport: RTP/AVP;unicast;server_port=4000-4001"]) : ordinary(request),
  );
  await expect(udp.open()).rejects.toMatchObject({ kind: "unsupported", message: expect.stringContaining("RTP/AVP;unicast") as unknown });
  const jpeg = await cameraWith((request) => ordinary(request, "v=0\r\nm=video 0 RTP/AVP 26\r\n"));
  await expect(jpeg.open()).rejects.toThrow(/got video jpeg/);
});

test("sound that cannot be set up does not cost the picture", async () => {
  const { camera, open } = await cameraWith((request) => {
    if (request.method === "SETUP" && request.uri.endsWith("trackID=1")) return respond(request, 500);
    return ordinary(request, VIDEO_SDP + AUDIO_SDP);
  });
  const session = await open({ wanted: "video+audio" });
  expect(session.streams.map(({ wanted }) => wanted)).toEqual([true, false]);
  expect(camera.methods).toContain("PLAY");
});

test("sound is set up on channels of its own when it is wanted, and everything when the camera needs it", async () => {
  const script: Script = (request) => ordinary(request, `${VIDEO_SDP}${AUDIO_SDP}m=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\na=control:trackID=2\r\n`);
  const { open, camera, packets, payloads } = await cameraWith(script);
  const session = await open({ wanted: "video+audio", setUpEverything: true });
  camera.write(Buffer.concat([rtpFrame(4, 1, 0, "xml", { payloadType: 107 }), rtpFrame(2, 1, 0, "aac", { payloadType: 97 }), rtpFrame(0, 1, 0, "v")]));
  await packets(2);
  expect(payloads).toEqual(["1:aac@0", "0:v@0"]);
  expect(session.streams.map(({ wanted }) => wanted)).toEqual([true, true, false]);
});

test("keepalives go by OPTIONS, then GET_PARAMETER, and back for good when that is refused", async () => {
  const { camera, clock, open } = await cameraWith((request) => (request.method === "GET_PARAMETER" ? respond(request, 400) : ordinary(request)));
  const session = await open({ mediaTimeoutMs: 1e9, startTimeoutMs: 1e9 });
  for (let count = 5; count <= 8; count += 1) {
    await clock.advance(10_000);
    await camera.until(() => camera.requests.length >= count - 1);
    // The answer to this keepalive decides about the next one: it has to be read first.
    await pingPong(camera);
  }
  expect(camera.methods.slice(3)).toEqual(["OPTIONS", "GET_PARAMETER", "OPTIONS", "OPTIONS"]);
  expect(headerOf(camera.requests[3] ?? { headers: [] }, "session")).toBe("77");
  await session.close();
});

/** Asks the client something: when its answer is here, all that was written before has been read. */
async function pingPong(camera: ScriptedCamera): Promise<void> {
  const answersBefore = camera.answers;
  camera.write("OPTIONS rtsp://client RTSP/1.0\r\nCSeq: 900\r\n\r\n");
  await camera.until(() => camera.answers > answersBefore);
}

test("an answer with a wrong CSeq, another session id and a server's own request end nothing", async () => {
  const { camera, clock, open, packets } = await cameraWith((request) => {
    if (request.method === "OPTIONS") return "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n";
    return ordinary(request);
  });
  await open();
  const asked = camera.until(() => camera.methods.includes("OPTIONS"));
  await clock.advance(10_000);
  await asked;
  await pingPong(camera);
  camera.write(rtpFrame(0, 1, 0, "on"));
  await packets(1);
});

test("receiver reports go out from the start on the RTCP channel", async () => {
  const { camera, open } = await cameraWith();
  await open();
  await camera.until(() => camera.frames.length > 0);
  expect(camera.frames[0]?.channel).toBe(1);
  expect(camera.frames[0]?.body.readUInt8(1)).toBe(201);
});

test("silence of the video ends the session with a time-out, keepalive answers or not", async () => {
  const { camera, clock, open, packets, ended } = await cameraWith();
  await open();
  camera.write(rtpFrame(0, 1, 0, "only"));
  await packets(1);
  await clock.advance(31_000);
  expect(await ended).toMatchObject({ kind: "failed", error: { kind: "timed-out", gapCause: "camera-offline" } });
});

test("a goodbye with nothing behind it ends the session in good order", async () => {
  const { camera, clock, open, packets, ended } = await cameraWith();
  await open();
  const bye = Buffer.from("2401000881cb000100000009", "hex");
  camera.write(Buffer.concat([rtpFrame(0, 1, 0, "last"), bye]));
  await packets(1);
  await pingPong(camera);
  await clock.advance(4000);
  expect(await ended).toMatchObject({ kind: "ended" });
});

test("a connection that breaks ends the session, and close is then quick", async () => {
  const { camera, open, ended } = await cameraWith();
  const session = await open();
  camera.socket?.destroy();
  expect(await ended).toMatchObject({ kind: "failed", error: { kind: "unreachable" } });
  await session.close();
});

test("an old live555 is told TEARDOWN on a new connection when the first one broke", async () => {
  const { camera, open, ended } = await cameraWith((request) => ordinary(request, VIDEO_SDP.replace("s=x", "s=x\r\na=tool:LIVE555 Streaming Media v2013.04.08")));
  const session = await open();
  camera.socket?.destroy();
  await ended;
  await session.close();
  expect(camera.methods.at(-1)).toBe("TEARDOWN");
});

test("a TEARDOWN that is never answered is given up after 5 s", async () => {
  const { camera, clock, open } = await cameraWith((request) => (request.method === "TEARDOWN" ? null : ordinary(request)));
  const session = await open();
  const closed = session.close();
  await camera.until(() => camera.methods.includes("TEARDOWN"));
  await clock.advance(5000);
  await closed;
});

test("sender reports reach the source on the packets' timeline, one that came early too", async () => {
  const reports: { rtpTicks: number; wallclockUs: number }[] = [];
  const { camera, open, packets } = await cameraWith();
  await open({ onSenderReport: (_index, { rtpTicks, wallclockUs }) => reports.push({ rtpTicks, wallclockUs }) });
  const report = (ts: number, ssrc: number): Buffer => {
    const bytes = Buffer.from(`2401001c80c8000600000000e4362f99cccccccc00000000${"00".repeat(8)}`, "hex");
    bytes.writeUInt32BE(ssrc, 8);
    bytes.writeUInt32BE(ts, 20);
    return bytes;
  };
  camera.write(Buffer.concat([report(900, 9), rtpFrame(0, 1, 1000, "a"), report(1500, 9), report(5, 4), rtpFrame(0, 2, 4000, "b")]));
  await packets(2);
  expect(reports.map(({ rtpTicks }) => rtpTicks)).toEqual([-100, 500]);
  expect(reports[0]?.wallclockUs).toBeCloseTo(1_619_767_577_800_000, -3);
});

test("garbage, duplicates and losses in the flow are counted and passed", async () => {
  const { camera, open, packets, payloads, losses } = await cameraWith();
  const session = await open();
  camera.write(Buffer.concat([rtpFrame(0, 1, 0, "a"), Buffer.from([1, 2, 3]), rtpFrame(0, 1, 0, "a"), rtpFrame(0, 4, 3000, "d"), Buffer.from([0x24, 0, 0, 0])]));
  await packets(2);
  expect(payloads).toEqual(["0:a@0", "0:d@3000"]);
  expect(losses).toEqual([0, 2]);
  expect(session.counts).toMatchObject({ packets: 2, lostPackets: 2, droppedPackets: 1, garbageBytes: 3 });
});

test("lazy reads: after a read the socket waits for the shared timer", async () => {
  const { camera, clock, open, packets } = await cameraWith();
  const readPacer = createReadPacer(clock);
  const session = await open({ readPacer });
  camera.write(rtpFrame(0, 1, 0, "a"));
  await packets(1);
  camera.write(rtpFrame(0, 2, 0, "b"));
  await clock.advance(100);
  await packets(2);
  readPacer.stop();
  await session.close();
});

test("a fault in the consumer ends this session only, with its cause", async () => {
  const { camera, open, ended } = await cameraWith();
  await open({
    onPacket: () => {
      throw new Error("no such track");
    },
  });
  camera.write(rtpFrame(0, 1, 0, "a"));
  const end = await ended;
  expect(end).toMatchObject({ kind: "failed", error: { kind: "protocol", message: "no such track" } });
  expect(end.kind === "failed" && end.error instanceof RtspError).toBe(true);
});
