import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { readFragmentInfo } from "../../shared/media/fragment-info.ts";
import { readInitInfo } from "../../shared/media/init-info.ts";
import { ffmpegMissing } from "../../shared/node/media/ffmpeg-fixture.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import type { SourceEvent } from "../../workers/capture/source.ts";
import { keepSending } from "../real-parts/child-program.ts";
import { missingGstRtspServer, startGstRtspServer } from "../real-parts/gstreamer.ts";
import { startMediaMtx } from "../real-parts/mediamtx-server.ts";
import { missingPart } from "../real-parts/part-cache.ts";
import { missingVlc, startVlcRtspServer } from "../real-parts/vlc.ts";
import { breaks, GOP_FRAMES, readCountedFootage, writeCountedClip, writeRepeated, type CountedPart } from "./counted-footage.ts";
import { LossyRtspProxy } from "./lossy-rtsp-proxy.ts";
import { filesOf, fragmentsOf, holesBetween, lossesOf, record, several } from "./record-source.ts";

const LOGIN = { user: "viewer", password: "p@ss;word-1" };
const LIMIT = { timeout: 90_000 };
const SMALL = { width: 320, height: 180 };
const LARGE = { width: 480, height: 270 };
const STEADY: CountedPart[] = [{ ...SMALL, frames: 250 }];
const CHANGING: CountedPart[] = [{ ...SMALL, frames: 100 }, { ...LARGE, frames: 150 }];

const folder = mkdtempSync(join(tmpdir(), "rtsp-peers-"));
// VLC reads the clip as nobody.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const steady = join(folder, "steady.ts");
const changing = join(folder, "changing.ts");
if (!ffmpegMissing) {
  const once = join(folder, "once.ts");
  for (const [path, parts] of [[steady, STEADY], [changing, CHANGING]] as const) {
    writeCountedClip(once, parts);
    writeRepeated(path, once, 10);
  }
}

/** A server that plays the clip to whoever has the login, until the test is over. */
interface Peer {
  url: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

async function mediaMtxPeer(clip: string): Promise<Peer> {
  const server = await startMediaMtx(LOGIN);
  onTestFinished(() => server.remove());
  const url = server.url("camera");
  onTestFinished(keepSending("ffmpeg", ["-loglevel", "quiet", "-re", "-i", clip, "-c", "copy", "-f", "rtsp", "-rtsp_transport", "tcp", url]));
  await server.published("camera");
  const restart = async () => {
    await server.restart();
    await server.published("camera");
  };
  return { url, kill: () => server.kill(), restart };
}

async function gstreamerPeer(clip: string): Promise<Peer> {
  const server = await startGstRtspServer(clip, LOGIN);
  onTestFinished(() => server.kill());
  return server;
}

const mediaMtxMissing = ffmpegMissing || (await missingPart("mediamtx"));
const gstreamerMissing = ffmpegMissing || missingGstRtspServer();
const PEERS = [
  ["MediaMTX", mediaMtxPeer, mediaMtxMissing],
  ["GStreamer's RTSP server", gstreamerPeer, gstreamerMissing],
] as const;

function camera(url: string, password = LOGIN.password) {
  return { url, session: { username: LOGIN.user, password } };
}

/** Decode time of the first sample of every fragment, in ticks. */
function decodeTimes(events: readonly SourceEvent[]): number[] {
  const init = events.find((event) => event.kind === "init");
  if (init === undefined) return [];
  const info = readInitInfo(init.bytes);
  return fragmentsOf(events).map((fragment) => readFragmentInfo(fragment.bytes, info).tracks[0]?.baseDecodeTime ?? Number.NaN);
}

test.skipIf(mediaMtxMissing)("a path that nobody publishes to yet is a refusal that is tried again soon (MediaMTX)", LIMIT, async () => {
  const server = await startMediaMtx(LOGIN);
  onTestFinished(() => server.remove());
  const { end } = await record(camera(server.url("nobody")), several(1));
  expect(end).toMatchObject({ cause: "camera-refused", retrySoon: true });
  expect(end.detail).toContain("404");
});

for (const [peer, startPeer, missing] of PEERS) {
  test.skipIf(missing)(`a stream behind a digest password is recorded frame for frame, and a wrong password is a refusal that is not hammered (${peer})`, LIMIT, async () => {
    const { url } = await startPeer(steady);
    const refused = await record(camera(url, "wrong"), several(1));
    expect(refused.end).toMatchObject({ cause: "camera-refused", retrySoon: false });
    expect(refused.events).toEqual([]);

    const { events, end } = await record(camera(url), several(15));
    expect(end.cause).toBe("capture-stopped");
    expect(lossesOf(events)).toEqual([]);
    const [file] = filesOf(events);
    if (file === undefined) throw new Error("expected an init segment, got none");
    const { complaints, counters } = readCountedFootage(file.bytes, SMALL);
    expect({ complaints, breaks: breaks(counters, 250) }).toEqual({ complaints: "", breaks: [] });
    expect(counters.length).toBeGreaterThanOrEqual(60);
    expect(holesBetween(file.fragments)).toEqual([]);
  });

  test.skipIf(missing)(`a server killed in mid-stream ends the source with its cause, and after its restart media time goes on and never back (${peer})`, LIMIT, async () => {
    const server = await startPeer(steady);
    const originUs = systemClock.nowUs();
    let killing: Promise<void> | null = null;
    const first = await record(
      camera(server.url),
      (events) => {
        if (fragmentsOf(events).length >= 6) killing ??= server.kill();
        return false;
      },
      { originUs },
    );
    expect(first.end).toMatchObject({ cause: "camera-offline", retrySoon: true });
    await killing;
    const refused = await record(camera(server.url), several(1), { originUs });
    expect(refused.end).toMatchObject({ cause: "camera-offline", retrySoon: true });

    await server.restart();
    const last = fragmentsOf(first.events).at(-1);
    const notBeforeUs = (last?.startUs ?? 0) + (last?.durationUs ?? 0);
    const second = await record(camera(server.url), several(6), { originUs, notBeforeUs });
    expect(fragmentsOf(second.events)[0]).toMatchObject({ key: true, discontinuity: true });
    expect(fragmentsOf(second.events)[0]?.startUs).toBeGreaterThanOrEqual(notBeforeUs);
    const times = [...decodeTimes(first.events), ...decodeTimes(second.events)];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const { events } of [first, second]) {
      const { complaints, counters } = readCountedFootage(filesOf(events)[0]?.bytes ?? Buffer.alloc(0), SMALL);
      expect({ complaints, breaks: breaks(counters, 250) }).toEqual({ complaints: "", breaks: [] });
    }
  });

  test.skipIf(missing)(`a picture size that changes in mid-stream makes a second init segment, and no frame is lost between the two (${peer})`, LIMIT, async () => {
    const { url } = await startPeer(changing);
    const { events, end } = await record(camera(url), (sofar) => {
      const parts = filesOf(sofar);
      return parts.length >= 2 && (parts.at(-1)?.fragments.length ?? 0) >= 5;
    });
    expect(end.cause).toBe("capture-stopped");
    expect(lossesOf(events)).toEqual([]);
    const parts = filesOf(events);
    expect(new Set(parts.slice(0, 2).map(({ width, height }) => `${width}x${height}`))).toEqual(new Set(["320x180", "480x270"]));
    const all: (number | null)[] = [];
    for (const part of parts) {
      expect(part.fragments[0]?.key).toBe(true);
      const { complaints, counters } = readCountedFootage(part.bytes, part);
      expect(complaints).toBe("");
      all.push(...counters);
    }
    expect(breaks(all, 250)).toEqual([]);
  });

  test.skipIf(missing)(`lost packets are told as loss, no picture that needed them is kept, and footage goes on at a key frame (${peer})`, LIMIT, async () => {
    const { url } = await startPeer(steady);
    // Two packets in a row of every 150 after the first 100: a few frames in most seconds stay whole.
    const proxy = await LossyRtspProxy.listen(Number(new URL(url.replace("rtsp:", "http:")).port), (channel, packet) => channel === 0 && packet > 100 && packet % 150 < 2);
    onTestFinished(() => proxy.close());
    const through = url.replace(/:\d+\//, `:${proxy.port}/`);
    const { events, end } = await record(camera(through), (sofar) => lossesOf(sofar).length >= 3 && sofar.at(-1)?.kind === "fragment");
    expect(end.cause).toBe("capture-stopped");
    expect(proxy.lostPackets).toBeGreaterThanOrEqual(3);
    const losses = lossesOf(events);
    for (const loss of losses) {
      expect(loss.cause).toBe("network");
      expect(loss.detail).toMatch(/packets lost/);
      const next = events[events.indexOf(loss) + 1];
      expect(next).toMatchObject({ kind: "fragment", key: true, discontinuity: true, startUs: loss.endUs });
    }
    const { complaints, counters } = readCountedFootage(filesOf(events)[0]?.bytes ?? Buffer.alloc(0), SMALL);
    expect(complaints).toBe("");
    const found = breaks(counters, 250);
    expect(found).toHaveLength(losses.length);
    for (const { next } of found) expect((next ?? -1) % GOP_FRAMES).toBe(0);
  });
}

test.skipIf(ffmpegMissing || missingVlc())("a server that sends over UDP only, as VLC's does, is refused in words that say what to change, and is not asked again soon", LIMIT, async () => {
  const server = await startVlcRtspServer(steady);
  onTestFinished(() => server.kill());
  const { events, end } = await record({ url: server.url, session: {} }, () => false);
  expect(events).toEqual([]);
  expect(end).toMatchObject({ cause: "camera-refused", retrySoon: false });
  expect(end.detail).toMatch(/got 461 .*allow RTP over RTSP \(TCP\) on the camera/);
});
