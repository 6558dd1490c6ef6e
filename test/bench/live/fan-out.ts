import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { RtspCameraServer } from "../../../workers/demo-city/rtsp-camera/rtsp-camera-server.ts";
import { cameraClip } from "../camera-clip.ts";
import { cpuBetween, usageOf } from "../process-usage.ts";
import { BenchProcess } from "./bench-process.ts";
import { withInstallation } from "./installation.ts";
import { publishClip } from "../rtsp-source-farm.ts";

const CAMERAS = 4;
const VIEWERS = 20;
const FRAGMENTS_PER_SECOND = 5 * CAMERAS;
const FRAGMENT_BYTES = 2_000_000 / 8 / 5;
const WARM_UP_MS = 6_000;
const MEASURED_MS = 20_000;
const GIGABYTE = 1e9;
const CACHE = fileURLToPath(new URL("../../../.cache/bench", import.meta.url));

/** Server CPU for what it delivers to viewers, beyond what taking the cameras in costs it anyway. */
export async function measureFanOut(): Promise<{ fanoutCpuSPerGb: number; plainTcpCpuSPerGb: number }> {
  const fanoutCpuSPerGb = await withInstallation(CAMERAS, async (installation) => {
    const cameraServer = await RtspCameraServer.listen({ port: 0, password: null });
    const publisher = publishClip(cameraClip(CACHE), cameraServer.url("clip"));
    try {
      while (cameraServer.camera("clip").sdp === null) await systemClock.sleep(50);
      (await installation.capture(Array.from({ length: CAMERAS }, () => cameraServer.url("clip")))).start();
      await systemClock.sleep(WARM_UP_MS);
      const alone = await cpuOver(installation.server.pid);
      const cameraIds = installation.cameras.map((camera) => camera.cameraId);
      const viewers = new BenchProcess("test/bench/live/byte-viewers.ts", [installation.url, await installation.signIn("wall-device"), `${VIEWERS}`, ...cameraIds]);
      return await deliver(viewers, installation.server.pid, alone);
    } finally {
      const gone = once(publisher, "exit");
      publisher.kill("SIGKILL");
      await gone;
      await cameraServer.close();
    }
  });
  return { fanoutCpuSPerGb, plainTcpCpuSPerGb: await measurePlainTcp() };
}

async function measurePlainTcp(): Promise<number> {
  const server = new BenchProcess("test/bench/live/plain-tcp.ts", ["serve", `${VIEWERS}`, `${FRAGMENTS_PER_SECOND}`, `${FRAGMENT_BYTES}`]).start();
  try {
    return await deliver(new BenchProcess("test/bench/live/plain-tcp.ts", ["view", await server.says(), `${VIEWERS}`]), server.pid, 0);
  } finally {
    await server.kill();
  }
}

/** @returns CPU seconds of the server per gigabyte that the viewers received, less `aloneCores` × time */
async function deliver(viewers: BenchProcess, serverPid: number, aloneCores: number): Promise<number> {
  viewers.start();
  try {
    await viewers.says();
    await systemClock.sleep(WARM_UP_MS);
    const bytesBefore = await bytesOf(viewers);
    const cores = await cpuOver(serverPid);
    const bytes = (await bytesOf(viewers)) - bytesBefore;
    return ((cores - aloneCores) * (MEASURED_MS / 1000)) / (bytes / GIGABYTE);
  } finally {
    await viewers.kill();
  }
}

async function bytesOf(viewers: BenchProcess): Promise<number> {
  const said = viewers.says();
  viewers.signal("SIGUSR2");
  return Number(await said);
}

/** CPU of a process over the measured time, in cores. */
async function cpuOver(pid: number): Promise<number> {
  const [before, startMs] = [usageOf(pid), systemClock.monotonicMs()];
  await systemClock.sleep(MEASURED_MS);
  return cpuBetween(before, usageOf(pid)) / ((systemClock.monotonicMs() - startMs) / 1000);
}
