import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { systemClock } from "../../shared/time/system-clock.ts";
import { RtspCameraServer } from "../../workers/demo-city/rtsp-camera/rtsp-camera-server.ts";
import { BreakableProxy } from "../load/breakable-proxy.ts";
import type { Bench } from "./bench.ts";
import { archivedCounters, gapsOf, untilArchived, type Window } from "./continuity/archived-footage.ts";
import { breakThings } from "./continuity/faults.ts";
import { judgeCounters, type CounterVerdict } from "./continuity/judge-counters.ts";
import { DrawnSource } from "./live/drawn-source.ts";
import { withInstallation, type Installation } from "./live/installation.ts";

const MINUTES = Number(process.argv[3] ?? 5);
const FRAMES_PER_SECOND = 10;
const PATHS = ["one", "two"] as const;
/** Capture's time of a frame against ours: encoder, lazy reads, and one frame before and after. */
const SLACK_US = 400_000;
/** The faults are over: what capture still holds is sent and acknowledged. */
const SETTLE_MS = 20_000;

export const bench: Bench = {
  title: `${MINUTES} minutes of ${PATHS.length} cameras through capture, server and archive while each of them is cut and killed: every frame is there once, or in a gap with a cause`,
  goals: { framesStored: "> 0", framesRepeated: "<= 0", framesUnexplained: "<= 0", framesUnreadable: "<= 0", verifyOk: ">= 1" },
  measure: (say) =>
    withInstallation(PATHS.length, async (installation) => {
      const [cameraServer, line] = [await RtspCameraServer.listen({ port: 0, password: null }), await BreakableProxy.start({ host: "127.0.0.1", port: installation.port })];
      const sources = PATHS.map((path, index) => new DrawnSource({ path, width: 640, height: 360, framesPerSecond: FRAMES_PER_SECOND, source: index + 1, counterOf: (_nowUs, counter) => counter }));
      try {
        await Promise.all(sources.map((source) => source.start(cameraServer)));
        const capture = await installation.capture(PATHS.map((path) => cameraServer.url(path)), { serverUrl: `http://127.0.0.1:${line.port}` });
        const window = await beginSession(installation);
        installation.archive.start();
        capture.start();
        await breakThings({ installation, cameraServer, cameraPaths: PATHS, line, capture }, MINUTES * 60_000, say);
        await systemClock.sleep(SETTLE_MS);
        capture.signal("SIGTERM");
        await systemClock.sleep(SETTLE_MS / 2);
        return await judgeAll(installation, sources, window, say);
      } finally {
        await Promise.all(sources.map((source) => source.stop()));
        await cameraServer.close();
        line.stop();
      }
    }),
};

/** An exam session over the whole run: only inside one is footage expected, and a gap a gap. */
async function beginSession({ db, cameras }: Installation): Promise<Window> {
  const room = await db.selectFrom("camera").select("roomId").where("id", "=", cameras[0]?.cameraId ?? "").executeTakeFirstOrThrow();
  const [startsAt, endsAt] = [new Date(systemClock.nowUs() / 1000 - 60_000), new Date(systemClock.nowUs() / 1000 + (MINUTES + 10) * 60_000)];
  await db.insertInto("examSession").values({ id: "bench-session", roomId: room.roomId, titleZh: "连续性", titleEn: "continuity", startsAt, endsAt }).execute();
  return { from: startsAt.toISOString(), to: endsAt.toISOString() };
}

async function judgeAll(installation: Installation, sources: readonly DrawnSource[], window: Window, say: (line: string) => void): Promise<Record<string, number | null>> {
  await untilArchived(installation);
  const cookie = await installation.signIn("administrator");
  const verdicts: CounterVerdict[] = [];
  for (const [index, source] of sources.entries()) {
    const cameraId = installation.cameras[index]?.cameraId ?? "";
    const counters = await archivedCounters(installation, cookie, cameraId, window);
    const gaps = await gapsOf(installation, cookie, cameraId, window);
    const verdict = judgeCounters(counters, gaps, (counter) => source.drawnUs[counter] ?? 0, SLACK_US);
    verdicts.push(verdict);
    say(`${cameraId}: ${JSON.stringify(verdict)}; gaps: ${gaps.map(({ cause, startUs, endUs }) => `${cause} ${((endUs - startUs) / 1e6).toFixed(1)} s`).join(", ")}`);
  }
  const sum = (of: (verdict: CounterVerdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const { count } = await installation.db.selectFrom("segment").select((row) => row.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return {
    framesStored: sum((verdict) => verdict.stored),
    framesRepeated: sum((verdict) => verdict.repeated),
    framesUnexplained: sum((verdict) => verdict.unexplained),
    framesUnreadable: sum((verdict) => verdict.unreadable),
    framesExplained: sum((verdict) => verdict.explained),
    segments: Number(count),
    verifyOk: (await verifies(installation.dataDirectory, say)) ? 1 : 0,
  };
}

/** `npm run verify` over the whole archive, as an outsider would. */
async function verifies(dataDirectory: string, say: (line: string) => void): Promise<boolean> {
  try {
    await promisify(execFile)(process.execPath, ["workers/verify/main.ts", "--data", dataDirectory, "--lang", "en"], { cwd: new URL("../..", import.meta.url).pathname });
    return true;
  } catch (error) {
    say(`verify: ${(error as { stdout?: string }).stdout ?? String(error)}`);
    return false;
  }
}
