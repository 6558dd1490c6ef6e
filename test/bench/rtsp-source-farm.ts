import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../shared/time/system-clock.ts";
import { freePort } from "../real-parts/child-server.ts";
import { startMediaMtx } from "../real-parts/mediamtx-server.ts";

/**
 * RTSP cameras for measurements: one MediaMTX path fed by one ffmpeg that only
 * copies, pulled as often as cameras are wanted. And the same program as the
 * recorder to compare with. Both are foreign programs on purpose.
 */
export interface Farm {
  url: string;
  stop(): Promise<void>;
}

export async function startSourceFarm(clipPath: string): Promise<Farm> {
  const server = await startMediaMtx(null);
  const url = server.url("cam");
  const publisher = publishClip(clipPath, url);
  await server.published("cam");
  return {
    url,
    stop: async () => {
      await end(publisher);
      await server.remove();
    },
  };
}

/** ffmpeg that plays the clip again and again into an RTSP server, copying only. */
export function publishClip(clipPath: string, url: string): ChildProcess {
  const args = ["-hide_banner", "-loglevel", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", clipPath, "-c", "copy", "-f", "rtsp", "-rtsp_transport", "tcp", url];
  return spawn("ffmpeg", args, { stdio: "ignore" });
}

/** MediaMTX recording `cameras` times the same source, its defaults otherwise. */
export async function startMediaMtxRecorder(mediaMtxPath: string, sourceUrl: string, cameras: number, recordDirectory: string): Promise<{ pid: number; stop(): Promise<void> }> {
  const port = await freePort();
  const recordPath = join(recordDirectory, "%path/%Y-%m-%d_%H-%M-%S-%f");
  const path = { source: sourceUrl, rtspTransport: "tcp", record: true, recordPath, recordFormat: "fmp4" };
  const paths = Object.fromEntries(Array.from({ length: cameras }, (_, index) => [`cam${index}`, path]));
  const off = { rtmp: false, hls: false, webrtc: false, srt: false, moq: false, logLevel: "error", rtspTransports: ["tcp"] };
  const folder = await mkdtemp(join(tmpdir(), "mingjian-recorder-"));
  const config = join(folder, "mediamtx.yml");
  // MediaMTX reads YAML, of which JSON is a subset
  await writeFile(config, JSON.stringify({ ...off, rtspAddress: `127.0.0.1:${port}`, paths }));
  const child = spawn(mediaMtxPath, [config], { stdio: ["ignore", "inherit", "inherit"], cwd: folder });
  if (child.pid === undefined) throw new Error(`could not start ${mediaMtxPath}: is MediaMTX built?`);
  await listening(port);
  return {
    pid: child.pid,
    stop: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** Resolves once something accepts connections on the port. */
async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    const open = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await systemClock.sleep(50);
  }
  throw new Error(`nothing listens on 127.0.0.1:${port} after 10 s`);
}
