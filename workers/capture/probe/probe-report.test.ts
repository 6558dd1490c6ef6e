import { expect, test } from "vitest";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { FakeClock } from "../../../shared/time/fake-clock.ts";
import { cameraOffline, ScriptedSource } from "../scripted-source.ts";
import { measureStream, type StreamMeasure } from "./measure-stream.ts";
import { probeReport } from "./probe-report.ts";
import { runProbe } from "./run-probe.ts";

const good: StreamMeasure = {
  description: "rtsp://10.1.2.3/stream1",
  videoCodec: "avc1.64001F",
  audioCodec: "mp4a.40.2",
  width: 1920,
  height: 1080,
  framesPerSecond: 25,
  gopSeconds: 2,
  bitsPerSecond: 4_100_000,
  firstPictureMs: 1240,
  cameraOffsetMs: -130,
  lossCount: 0,
  notes: [],
  end: null,
};

test("the probe says codec, profile, size, rate, GOP, audio, clock and verdict of a good camera", () => {
  expect(probeReport(good, "en").split("\n")).toEqual([
    "rtsp://10.1.2.3/stream1",
    "video: H.264 High (avc1.64001F), 1920×1080",
    "rate: 25.0 fps measured, a key frame every 2.0 s, 4.10 Mbit/s",
    "audio: mp4a.40.2",
    "first picture after 1.2 s",
    "camera clock: -0.13 s against this machine",
    "Verdict: ready to use.",
  ]);
});

test("an H.265 camera gets the advice to set a sub stream, in both languages", () => {
  const measure = { ...good, videoCodec: "hvc1.1.6.L93.B0" };
  expect(probeReport(measure, "en")).toContain("browsers cannot play H.265");
  expect(probeReport(measure, "zh")).toContain("浏览器不能播放 H.265");
});

test("a wrong clock, long GOPs and loss are each named", () => {
  const report = probeReport({ ...good, cameraOffsetMs: 61_000, gopSeconds: 10, lossCount: 3 }, "zh");
  expect(report).toContain("机位时钟不准");
  expect(report).toContain("关键帧间隔过长");
  expect(report).toContain("丢包");
});

test("what was not measured is a dash and never a zero", () => {
  expect(probeReport({ ...good, gopSeconds: null, cameraOffsetMs: null }, "en")).toMatch(/a key frame every — s[\s\S]*camera clock: not told/);
});

test("a camera that does not answer is told with its reason, after the time it took and no longer", async () => {
  const source = new ScriptedSource();
  const measuring = measureStream(source, new FakeClock(), []);
  source.end(cameraOffline("no answer from 10.1.2.3:554"));
  const report = probeReport(await measuring, "en");
  expect(report).toContain("no picture: no answer from 10.1.2.3:554");
  expect(report).toContain("not usable");
});

test("an address that nobody can fetch is refused with what was expected", async () => {
  const makeSource = () => expect.fail("no source may be made for it");
  await expect(runProbe("rtmp://10.1.2.3/live", "en", makeSource, systemClock)).rejects.toThrow(/expected rtsp:\/\//);
});
