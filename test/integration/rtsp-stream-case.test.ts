import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import type { Depacketizer, MediaUnit } from "../../workers/capture/rtsp/depacketize/depacketizer.ts";
import { openDepacketizer } from "../../workers/capture/rtsp/depacketize/open-depacketizer.ts";
import { openRtspSession } from "../../workers/capture/rtsp/session/open-session.ts";
import { ordinary, respond, ScriptedCamera } from "../../workers/capture/rtsp/session/scripted-camera.ts";
import sdpCases from "../rtsp-cases/sdp.json" with { type: "json" };
import streamCases from "../rtsp-cases/stream.json" with { type: "json" };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function wowzaSdp(): string {
  const theCase = sdpCases.find(({ baseUrl }) => baseUrl.includes("BigBuckBunny"));
  if (theCase === undefined) throw new Error("the SDP of the recorded stream is not among the cases");
  return theCase.input;
}

function asExpected(unit: MediaUnit): Record<string, unknown> {
  const hash = createHash("sha256");
  for (const part of unit.parts) hash.update(part);
  const common = { ts: unit.timestamp, len: unit.sizeBytes, sha256: hash.digest("hex").slice(0, 32) };
  return unit.kind === "video" ? { ...common, key: unit.key } : { ...common, samples: unit.samples };
}

/** Plays the recorded bytes to a real session; resolves with all units, by kind of media. */
async function playThrough(bytes: Buffer, chunkBytes: number): Promise<{ video: MediaUnit[]; audio: MediaUnit[]; faults: string[] }> {
  const camera = new ScriptedCamera((request) => {
    if (request.method !== "PLAY") return ordinary(request, wowzaSdp());
    return Buffer.concat([Buffer.from(respond(request)), bytes, Buffer.from("OPTIONS rtsp://client RTSP/1.0\r\nCSeq: 1\r\n\r\n")]);
  });
  camera.chunkBytes = chunkBytes;
  const url = await camera.listen();
  cleanups.push(() => camera.close());

  const seen: { video: MediaUnit[]; audio: MediaUnit[]; faults: string[] } = { video: [], audio: [], faults: [] };
  const sink = { unit: (unit: MediaUnit) => seen[unit.kind].push(unit), fault: (message: string) => seen.faults.push(message) };
  const depacketizers: Depacketizer[] = [];
  const ended = Promise.withResolvers<never>();
  const session = await openRtspSession({
    url,
    clock: new FakeClock(),
    signal: new AbortController().signal,
    wanted: "video+audio",
    onStreams: (streams) => depacketizers.push(...streams.map((stream) => openDepacketizer(stream))),
    onPacket: (streamIndex, packet) => depacketizers[streamIndex]?.push(packet, sink),
    onEnd: (end) => ended.reject(new Error(JSON.stringify(end))),
  });
  // The client answers the request behind the data: whatever stood before it has been taken in.
  await Promise.race([ended.promise, camera.until(() => camera.answers > 0)]);
  for (const depacketizer of depacketizers) depacketizer.flush(sink);
  await session.close();
  return seen;
}

test.each(streamCases.flatMap((theCase) => [[theCase.id, theCase, 100_000], [theCase.id, theCase, 13]] as const))(
  "stream case %s: every unit of a recorded camera comes out of session and depacketisers (%#)",
  async (_id, theCase, chunkBytes) => {
    const seen = await playThrough(Buffer.from(theCase.inputBase64, "base64"), chunkBytes);
    expect(seen.faults).toEqual([]);
    expect(seen.video.map(asExpected)).toEqual(theCase.expect.video);
    expect(seen.audio.map(asExpected)).toEqual(theCase.expect.audio);
  },
);
