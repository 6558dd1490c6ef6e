import { randomInt } from "node:crypto";
import { systemClock } from "../../../shared/time/system-clock.ts";
import type { RtspCameraServer } from "../../../workers/demo-city/rtsp-camera/rtsp-camera-server.ts";
import type { BreakableProxy } from "../../load/breakable-proxy.ts";
import type { BenchProcess } from "../live/bench-process.ts";
import type { Installation } from "../live/installation.ts";

export interface Breakable {
  installation: Installation;
  cameraServer: RtspCameraServer;
  cameraPaths: readonly string[];
  line: BreakableProxy;
  capture: BenchProcess;
}

interface Fault {
  name: string;
  strike(parts: Breakable): Promise<void>;
}

const DOWN_MS = { least: 1_500, most: 6_000 };

const FAULTS: readonly Fault[] = [
  {
    name: "the cameras' connections are cut",
    strike: async ({ cameraServer, cameraPaths }) => {
      for (const path of cameraPaths) cameraServer.camera(path).cut();
    },
  },
  {
    name: "the line between capture and server is cut",
    strike: async ({ line }) => {
      line.cut();
      await whileDown();
      line.mend();
    },
  },
  {
    name: "kill -9 of the server",
    strike: async ({ installation }) => {
      await installation.server.kill();
      await whileDown();
      installation.server.start();
      await installation.ready();
    },
  },
  {
    name: "the cameras freeze with their connections open",
    strike: async ({ cameraServer, cameraPaths }) => {
      for (const path of cameraPaths) cameraServer.camera(path).freeze();
      await whileDown();
      for (const path of cameraPaths) cameraServer.camera(path).unfreeze();
    },
  },
  {
    name: "kill -9 of the archive worker",
    strike: async ({ installation }) => {
      await installation.archive.kill();
      await whileDown();
      installation.archive.start();
    },
  },
  {
    name: "kill -9 of capture",
    strike: async ({ capture }) => {
      await capture.kill();
      await whileDown();
      capture.start();
    },
  },
];

/** Every fault in turn, each at its own moment, with quiet before and after; all are mended when this resolves. */
export async function breakThings(parts: Breakable, durationMs: number, say: (line: string) => void): Promise<void> {
  const [startMs, endMs] = [systemClock.monotonicMs(), systemClock.monotonicMs() + durationMs];
  const spacingMs = Math.min(60_000, durationMs / (FAULTS.length + 1));
  for (let strike = 0; systemClock.monotonicMs() + spacingMs < endMs; strike += 1) {
    await systemClock.sleep(Math.max(0, startMs + (strike + 1) * spacingMs - systemClock.monotonicMs()));
    const fault = FAULTS[strike % FAULTS.length];
    if (fault === undefined) return;
    say(`${Math.round((systemClock.monotonicMs() - startMs) / 1000)} s: ${fault.name}`);
    await fault.strike(parts);
  }
  await systemClock.sleep(Math.max(0, endMs - systemClock.monotonicMs()));
}

function whileDown(): Promise<void> {
  return systemClock.sleep(randomInt(DOWN_MS.least, DOWN_MS.most));
}
