import { expect, test } from "vitest";
import { FakeClock } from "../../../../shared/time/fake-clock.ts";
import type { SourceEvent } from "../../source.ts";
import type { VideoParams } from "../depacketize/stream-params.ts";
import { StreamAssembler } from "./stream-assembler.ts";

const START_US = 1_790_000_000_000_000;
const PARAMS: VideoParams = {
  type: "video",
  codec: "avc1.64001F",
  width: 16,
  height: 16,
  codedWidth: 16,
  codedHeight: 16,
  pixelAspectRatio: null,
  frameDuration: null,
  maxReorderFrames: 0,
  sampleEntry: "avc1",
  decoderConfig: Uint8Array.of(1),
  vps: null,
  sps: Uint8Array.of(0x67),
  pps: Uint8Array.of(0x68),
};

/** Frames at 25 fps by the camera's clock; `ticksPerFrame` other than 3600 is a camera whose clock is wrong. */
async function play(seconds: number, ticksPerFrame: number, onFrame: (frame: number, clock: FakeClock) => void = () => undefined): Promise<SourceEvent[]> {
  const clock = new FakeClock(START_US);
  const events: SourceEvent[] = [];
  const context = { clock, originUs: START_US, notBeforeUs: START_US, emit: (event: SourceEvent) => events.push(event) };
  const assembler = new StreamAssembler(context, { fragmentMs: 200 }, null);
  await clock.advance(1000);
  for (let frame = 0; frame < seconds * 25; frame += 1) {
    onFrame(frame, clock);
    const key = frame % 50 === 0;
    const parts = [Uint8Array.of(0, 0, 0, 1, 0x65)];
    const timestamp = frame * ticksPerFrame;
    const flags = { key, disposable: false, skippedLeading: false, startsPicture: true, newParams: false };
    assembler.addVideo({ kind: "video", timestamp, loss: 0, ...flags, parts, sizeBytes: 5, release: () => {} }, PARAMS, clock.nowUs());
    await clock.advance(40);
  }
  assembler.end();
  return events;
}

function fragmentsOf(events: readonly SourceEvent[]) {
  return events.filter((event) => event.kind === "fragment");
}

test.each([
  ["fast", 3602],
  ["slow", 3598],
])("a camera clock that runs %s by 500 ppm is followed: no hole, and never more than 50 ms off", async (_how, ticksPerFrame) => {
  const fragments = fragmentsOf(await play(300, ticksPerFrame));
  for (const [index, fragment] of fragments.entries()) {
    const before = fragments[index - 1];
    if (before !== undefined) expect(fragment.startUs).toBe(before.startUs + before.durationUs);
  }
  const last = fragments.at(-1);
  const trueEndUs = START_US + 1_000_000 + 300_000_000;
  expect(Math.abs((last?.startUs ?? 0) + (last?.durationUs ?? 0) - trueEndUs)).toBeLessThan(50_000);
});

test("the capture clock set an hour forward is an event, then one clock-jump gap, and nothing overlaps", async () => {
  const events = await play(60, 3600, (frame, clock) => {
    if (frame === 500) clock.stepWall(3_600_000);
  });
  expect(events.filter((event) => event.kind === "clock")).toEqual([{ kind: "clock", clock: "capture", offsetBeforeMs: 0, offsetAfterMs: 3_600_000 }]);
  const losses = events.filter((event) => event.kind === "loss");
  expect(losses.map((loss) => loss.cause)).toEqual(["clock-jump"]);
  expect((losses[0]?.endUs ?? 0) - (losses[0]?.startUs ?? 0)).toBeCloseTo(3_600_000_000, -5);
  const fragments = fragmentsOf(events);
  expect(fragments.find((fragment) => fragment.startUs === losses[0]?.endUs)?.discontinuity).toBe(true);
});

test("the capture clock set back is an event, and media time still never goes back", async () => {
  const events = await play(40, 3600, (frame, clock) => {
    if (frame === 500) clock.stepWall(-60_000);
  });
  expect(events.filter((event) => event.kind === "clock")).toHaveLength(1);
  expect(events.filter((event) => event.kind === "loss")).toEqual([]);
  const starts = fragmentsOf(events).map((fragment) => fragment.startUs);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});
