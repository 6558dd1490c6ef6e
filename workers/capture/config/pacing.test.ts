import { expect, test } from "vitest";
import { CaptureConfig } from "./capture-config.ts";
import { pacingOf } from "./pacing.ts";

function site(cameras: number, settings: object = {}): CaptureConfig {
  const main = { kind: "rtsp", url: "rtsp://10.1.2.3/stream" };
  return CaptureConfig.parse({
    siteName: "site",
    serverUrls: ["http://centre"],
    spool: { directory: "spool", maxBytes: 2 ** 30 },
    cameras: Array.from({ length: cameras }, (_, index) => ({ id: `cam-${index}`, token: "token", main })),
    ...settings,
  });
}

test("a site of few cameras is young on the wall, a centre of many saves CPU, and a setting wins over both", () => {
  expect(pacingOf(site(16))).toEqual({ lazyReads: false, flushIntervalMs: 20 });
  expect(pacingOf(site(17))).toEqual({ lazyReads: true, flushIntervalMs: 60 });
  expect(pacingOf(site(17, { lazyReads: false }))).toEqual({ lazyReads: false, flushIntervalMs: 20 });
  expect(pacingOf(site(2, { lazyReads: true, flushIntervalMs: 100 }))).toEqual({ lazyReads: true, flushIntervalMs: 100 });
});
