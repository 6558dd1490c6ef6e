import { expect, onTestFinished, test } from "vitest";
import { CameraId } from "../../../shared/domain/ids.ts";
import { silentLog } from "../../../shared/node/log/log.ts";
import { GapDeclaration } from "../../../shared/protocol/ingest.ts";
import { FakeClock } from "../../../shared/time/fake-clock.ts";
import { cameraOffline, fragmentEvent, initEvent, ScriptedSource } from "../scripted-source.ts";
import { openTestSpool } from "../spool/test-spool.ts";
import type { RecordContent } from "../spool/stream-life.ts";
import { StreamTrack } from "../spool/stream-track.ts";
import { StreamRecorder } from "./stream-recorder.ts";
import { watchClock } from "./clock-watch.ts";

const SECOND = 1_000_000;

async function recording() {
  const clock = new FakeClock();
  const { spool } = await openTestSpool({ clock });
  const life = await spool.currentLife(CameraId.parse("cam-1"), "main");
  const track = new StreamTrack(spool, life, clock);
  const added: RecordContent[] = [];
  const add = track.add.bind(track);
  track.add = (content) => {
    added.push(content);
    add(content);
  };
  const source = new ScriptedSource();
  const recorder = new StreamRecorder({ source, track, clock, random: () => 0.5, log: silentLog() });
  const stop = new AbortController();
  const done = recorder.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  await source.started(1);
  const kinds = () => added.map((content) => content.kind);
  const gaps = () =>
    added
      .filter((content) => content.kind === "gap")
      .map(({ startUs, durationUs, payload }) => ({ startUs, durationUs, ...GapDeclaration.parse(JSON.parse(Buffer.from(payload).toString())) }));
  return { clock, spool, track, life, source, recorder, kinds, gaps, added, startUs: clock.nowUs() };
}

test("fragments that follow one another become media records behind one init, without a gap", async () => {
  const { source, kinds, recorder, startUs, life } = await recording();
  source.emit(initEvent());
  for (let index = 0; index < 5; index += 1) source.emit(fragmentEvent(startUs + index * 200_000, `f${index}`));
  expect(kinds()).toEqual(["init", "media", "media", "media", "media", "media"]);
  expect(recorder.status.state).toBe("streaming");
  expect(life.lastEndUs).toBe(startUs + SECOND);
});

test("after the camera was away the missing seconds are a gap with the reason that ended the source", async () => {
  const { clock, source, gaps, kinds, startUs } = await recording();
  source.emit(initEvent());
  source.emit(fragmentEvent(startUs, "before"));
  source.end(cameraOffline("no answer from 10.1.2.3:554"));
  await clock.advance(1000);
  await source.started(2);
  expect(source.context.notBeforeUs).toBe(startUs + 200_000);
  source.emit(initEvent());
  source.emit(fragmentEvent(startUs + 3 * SECOND, "after"));
  expect(gaps()).toEqual([
    { startUs: startUs + 200_000, durationUs: 2_800_000, cause: "camera-offline", detail: "no answer from 10.1.2.3:554", droppedFragments: 0 },
  ]);
  expect(kinds()).toEqual(["init", "media", "gap", "media"]);
});

test("a changed init is kept, the same one again is not", async () => {
  const { source, kinds, startUs } = await recording();
  source.emit(initEvent("one"));
  source.emit(fragmentEvent(startUs, "a"));
  source.emit(initEvent("one"));
  source.emit(initEvent("two"));
  expect(kinds()).toEqual(["init", "media", "init"]);
});

test("a long outage is declared while it lasts, and never twice", async () => {
  const { clock, source, gaps, startUs } = await recording();
  source.emit(fragmentEvent(startUs, "before"));
  for (let run = 1; run < 12; run += 1) {
    source.end(cameraOffline("no answer"));
    await clock.advance(15_000);
    await source.started(run + 1);
  }
  const declared = gaps();
  expect(declared.length).toBeGreaterThan(3);
  let endUs = startUs + 200_000;
  for (const gap of declared) {
    expect(gap.startUs).toBe(endUs);
    endUs += gap.durationUs;
  }
  source.emit(fragmentEvent(endUs + SECOND, "after"));
  expect(gaps().at(-1)).toMatchObject({ startUs: endUs, durationUs: SECOND, cause: "camera-offline" });
});

test("a camera that never answered is missing from the moment capture began to ask", async () => {
  const { clock, source, gaps, startUs } = await recording();
  await clock.advance(12_000);
  source.end(cameraOffline("no answer"));
  await clock.advance(1000);
  expect(gaps()).toEqual([{ startUs, durationUs: 12 * SECOND, cause: "camera-offline", detail: "no answer", droppedFragments: 0 }]);
});

test("a refused camera is asked again only after a long pause", async () => {
  const { clock, source, recorder } = await recording();
  source.end({ cause: "camera-refused", detail: "wrong password for 10.1.2.3", retrySoon: false });
  await clock.advance(30_000);
  expect(source.runs).toBe(1);
  expect(recorder.status).toEqual({ state: "camera-refused", detail: "wrong password for 10.1.2.3" });
  await clock.advance(30_000);
  expect(source.runs).toBe(2);
});

test("pauses grow while nothing comes and are short again after a fragment", async () => {
  const { clock, source } = await recording();
  const pauses: number[] = [];
  for (let run = 1; run <= 4; run += 1) {
    const before = clock.monotonicMs();
    source.end(cameraOffline("no answer"));
    while (source.runs === run) await clock.advance(25);
    pauses.push(clock.monotonicMs() - before);
  }
  expect(pauses).toEqual([375, 750, 1500, 3000]);
  source.emit(fragmentEvent(clock.nowUs(), "f"));
  const before = clock.monotonicMs();
  source.end(cameraOffline("reset"));
  while (source.runs === 5) await clock.advance(25);
  expect(clock.monotonicMs() - before).toBe(375);
});

test("packets lost on the way from the camera are a gap of their own cause", async () => {
  const { source, gaps, startUs } = await recording();
  source.emit(fragmentEvent(startUs, "a"));
  source.emit({ kind: "loss", startUs: startUs + 200_000, endUs: startUs + 700_000, cause: "network", detail: "12 packets", droppedFragments: 2 });
  source.emit(fragmentEvent(startUs + 700_000, "b"));
  expect(gaps()).toEqual([{ startUs: startUs + 200_000, durationUs: 500_000, cause: "network", detail: "12 packets", droppedFragments: 2 }]);
});

test("a clock set forward is an event, and the seconds that never existed are a gap of cause clock-jump", async () => {
  const { clock, source, recorder, gaps, kinds, startUs } = await recording();
  onTestFinished(watchClock(clock, (stepMs) => recorder.clockStepped(stepMs)));
  source.emit(fragmentEvent(startUs, "a"));
  clock.stepWall(600_000);
  await clock.advance(1000);
  source.emit(fragmentEvent(startUs + 601 * SECOND, "b"));
  expect(kinds()).toEqual(["media", "clock", "gap", "media"]);
  expect(gaps()[0]).toMatchObject({ cause: "clock-jump", durationUs: 600 * SECOND + 800_000 });
});

test("a gap longer than a record can say is declared in pieces that join", async () => {
  const { source, gaps, startUs } = await recording();
  source.emit(fragmentEvent(startUs, "a"));
  source.emit(fragmentEvent(startUs + 10_000 * SECOND, "b"));
  expect(gaps().map((gap) => gap.durationUs)).toEqual([3600 * SECOND, 3600 * SECOND, 2800 * SECOND - 200_000]);
});

test("without room the newest whole GOPs are dropped, counted and declared as spool-full", async () => {
  const { source, track, recorder, gaps, kinds, startUs } = await recording();
  source.emit(fragmentEvent(startUs, "kept"));
  track.hasRoom = () => false;
  source.emit(fragmentEvent(startUs + 200_000, "x", { key: false }));
  source.emit(fragmentEvent(startUs + 400_000, "x"));
  expect(recorder.status.state).toBe("spool-full");
  track.hasRoom = () => true;
  source.emit(fragmentEvent(startUs + 600_000, "not a join point", { key: false }));
  source.emit(fragmentEvent(startUs + 800_000, "kept again"));
  expect(kinds()).toEqual(["media", "gap", "media"]);
  expect(gaps()[0]).toMatchObject({ cause: "spool-full", startUs: startUs + 200_000, durationUs: 600_000, droppedFragments: 3 });
});
