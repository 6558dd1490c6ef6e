import { expect, test } from "vitest";
import { decodeWithFfmpeg, ffmpegMissing } from "../../../../shared/node/media/ffmpeg-fixture.ts";
import { readFragmentInfo } from "../../../../shared/media/fragment-info.ts";
import { readInitInfo } from "../../../../shared/media/init-info.ts";
import { FakeClock } from "../../../../shared/time/fake-clock.ts";
import type { SourceEvent } from "../../source.ts";
import type { MediaPacket } from "../depacketize/depacketizer.ts";
import { openDepacketizer } from "../depacketize/open-depacketizer.ts";
import { AudioSamples } from "./audio-samples.ts";
import { encodeClip, type EncodedClip } from "./encoded-clip.ts";
import { StreamAssembler } from "./stream-assembler.ts";

const START_US = 1_790_000_000_000_000;

class Rig {
  readonly clock = new FakeClock(START_US);
  readonly events: SourceEvent[] = [];
  readonly video;
  readonly audio = new AudioSamples(
    { type: "audio", codec: "mp4a.40.2", sampleRate: 48000, channels: 1, frameLength: 1024, audioSpecificConfig: Uint8Array.of(0x11, 0x88) },
    48000,
  );
  readonly assembler;

  constructor(encoding: string, notBeforeUs = START_US) {
    this.video = openDepacketizer({ encoding, clockRate: 90000, fmtp: null });
    this.assembler = new StreamAssembler(
      { clock: this.clock, originUs: START_US, notBeforeUs, emit: (event) => this.events.push(event) },
      { fragmentMs: 200 },
      this.audio,
    );
  }

  /** Sends packets at the time they say, in the order given, `delayMs` late. */
  async send(packets: readonly MediaPacket[], startMs: number, change: (packet: MediaPacket) => MediaPacket | null = (packet) => packet): Promise<void> {
    let loss = 0;
    let leadTicks = 0;
    for (const original of packets) {
      const packet = change(original);
      if (packet === null) {
        loss += 1;
        continue;
      }
      leadTicks = Math.max(leadTicks, packet.timestamp);
      const dueMs = startMs + leadTicks / 90;
      const waitMs = dueMs - this.clock.monotonicMs();
      if (waitMs > 0) await this.clock.advance(waitMs);
      const sink = {
        unit: (unit: Parameters<Parameters<typeof this.video.push>[1]["unit"]>[0]) => {
          if (unit.kind === "video" && this.video.params?.type === "video") this.assembler.addVideo(unit, this.video.params, this.clock.nowUs());
        },
        fault: (message: string) => this.assembler.addFault(message),
      };
      this.video.push({ ...packet, loss }, sink);
      loss = 0;
    }
  }

  get fragments() {
    return this.events.filter((event) => event.kind === "fragment");
  }

  get losses() {
    return this.events.filter((event) => event.kind === "loss");
  }

  get file(): Buffer {
    return Buffer.concat(this.events.flatMap((event) => (event.kind === "init" || event.kind === "fragment" ? [event.bytes] : [])));
  }
}

function later(clip: EncodedClip, ms: number): MediaPacket[] {
  return clip.packets.map((packet) => ({ ...packet, timestamp: packet.timestamp + ms * 90 }));
}

test.skipIf(ffmpegMissing).each([
  ["h264", 0],
  ["h264", 2],
  ["h265", 0],
  ["h265", 3],
] as const)("%s with %i B-frames: ffmpeg decodes every frame of our fragments without complaint (ffmpeg)", async (codec, bFrames) => {
  const clip = encodeClip(codec, bFrames);
  const rig = new Rig(codec);
  await rig.send(clip.packets, 100);
  rig.assembler.end();
  expect(decodeWithFfmpeg(rig.file)).toEqual({ complaints: "", frames: clip.frames });
  expect(rig.losses).toEqual([]);
});

test.skipIf(ffmpegMissing)("fragments are about 200 ms, follow one another without a hole, and key frames begin one (ffmpeg)", async () => {
  const clip = encodeClip("h264", 0);
  const rig = new Rig("h264");
  await rig.send(clip.packets, 100);
  rig.assembler.end();
  expect(rig.fragments.map((fragment) => fragment.durationUs)).toEqual(Array.from({ length: 10 }, () => 200_000));
  expect(rig.fragments.map((fragment) => fragment.key)).toEqual([true, false, false, false, false, true, false, false, false, false]);
  for (const [index, fragment] of rig.fragments.entries()) {
    const before = rig.fragments[index - 1];
    if (before !== undefined) expect(fragment.startUs).toBe(before.startUs + before.durationUs);
  }
  expect(rig.fragments[0]?.startUs).toBe(START_US + 100_000);
});

test.skipIf(ffmpegMissing)("the decode time of each fragment is its start after the origin, and it never starts before what was kept (ffmpeg)", async () => {
  const clip = encodeClip("h264", 2);
  const rig = new Rig("h264", START_US + 700_000);
  await rig.send(clip.packets, 100);
  rig.assembler.end();
  const init = rig.events.find((event) => event.kind === "init");
  const info = readInitInfo(init?.bytes ?? new Uint8Array(0));
  for (const fragment of rig.fragments) {
    const [video] = readFragmentInfo(fragment.bytes, info).tracks;
    expect(Math.abs((video?.baseDecodeTime ?? 0) / 0.09 - (fragment.startUs - START_US))).toBeLessThan(12);
  }
  expect(rig.fragments[0]?.startUs).toBeGreaterThanOrEqual(START_US + 700_000);
});

test.skipIf(ffmpegMissing)("lost packets drop everything up to the next key frame and are told once, with the seconds missing (ffmpeg)", async () => {
  const clip = encodeClip("h264", 0);
  const rig = new Rig("h264");
  const isLost = (packet: MediaPacket): boolean => packet.timestamp === 10 * 3600 || packet.timestamp === 14 * 3600;
  await rig.send(clip.packets, 100, (packet) => (isLost(packet) ? null : packet));
  rig.assembler.end();
  expect(rig.losses).toHaveLength(1);
  expect(rig.losses[0]).toMatchObject({ cause: "network", startUs: START_US + 500_000, endUs: START_US + 1_100_000 });
  expect(rig.losses[0]?.detail).toMatch(/packets lost; 13 frames dropped/);
  const afterLoss = rig.fragments.find((fragment) => fragment.startUs >= START_US + 1_100_000);
  expect(afterLoss).toMatchObject({ key: true, discontinuity: true });
  expect(decodeWithFfmpeg(rig.file)).toEqual({ complaints: "", frames: 35 });
});

test.skipIf(ffmpegMissing)("a burst of frames from before the start is placed by the least delayed frame (ffmpeg)", async () => {
  const clip = encodeClip("h264", 0);
  const rig = new Rig("h264");
  const burst = clip.packets.filter((packet) => packet.timestamp < 25 * 3600);
  const live = clip.packets.filter((packet) => packet.timestamp >= 25 * 3600);
  await rig.clock.advance(1500);
  await rig.send(burst, 0);
  await rig.send(live, 500);
  rig.assembler.end();
  expect(rig.fragments[0]?.startUs).toBe(START_US + 500_000);
  expect(rig.losses).toEqual([]);
});

test.skipIf(ffmpegMissing)("a picture size that changes in mid-stream gets a new init segment before its first fragment (ffmpeg)", async () => {
  const small = encodeClip("h264", 0);
  const large = encodeClip("h264", 0, "640x480");
  const rig = new Rig("h264");
  await rig.send(small.packets, 100);
  await rig.send(later(large, 2000), 100);
  rig.assembler.end();
  const kinds = rig.events.map((event) => (event.kind === "init" ? `${event.width}x${event.height}` : event.kind));
  expect(kinds.filter((kind) => kind !== "fragment")).toEqual(["320x240", "640x480"]);
  expect(kinds.lastIndexOf("640x480")).toBe(11);
});

test.skipIf(ffmpegMissing)("a camera that pauses leaves a told gap, and its next fragment is marked (ffmpeg)", async () => {
  const clip = encodeClip("h264", 0);
  const rig = new Rig("h264");
  await rig.send(clip.packets, 100);
  await rig.send(later(clip, 10_000), 100);
  rig.assembler.end();
  expect(rig.losses).toEqual([
    { kind: "loss", startUs: START_US + 2_100_000, endUs: START_US + 10_100_000, cause: "camera-offline", detail: "the camera sent no frame for 8.0 s", droppedFragments: 0 },
  ]);
  expect(rig.fragments.filter((fragment) => fragment.discontinuity)).toHaveLength(2);
});

test.skipIf(ffmpegMissing)("AAC travels in the same fragments, its samples untouched (ffmpeg)", async () => {
  const clip = encodeClip("h264", 0);
  const rig = new Rig("h264");
  let units = 0;
  const withAudio = clip.packets.map((packet) => packet);
  for (const packet of withAudio) {
    const untilTicks = ((packet.timestamp + 3600) / 90000) * 48000;
    for (; units * 1024 < untilTicks; units += 1) {
      rig.assembler.addAudio({ kind: "audio", timestamp: units * 1024, loss: 0, samples: 1024, parts: [Uint8Array.of(1, 2)], sizeBytes: 2 }, START_US + 100_000 + (units * 1024 * 1000) / 48);
    }
    await rig.send([packet], 100);
  }
  rig.assembler.end();
  const init = rig.events.find((event) => event.kind === "init");
  expect(init?.codecs).toMatch(/^avc1\.[0-9A-F]{6},mp4a\.40\.2$/);
  const info = readInitInfo(init?.bytes ?? new Uint8Array(0));
  const audio = rig.fragments.flatMap((fragment) => readFragmentInfo(fragment.bytes, info).tracks.filter((track) => track.trackId === 2));
  expect(audio.reduce((sum, track) => sum + track.durationTicks, 0)).toBe(audio.reduce((sum, track) => sum + track.sampleCount, 0) * 1024);
  expect(audio.reduce((sum, track) => sum + track.sampleCount, 0)).toBe(units);
  expect(audio[0]?.baseDecodeTime).toBe(4800);
});
