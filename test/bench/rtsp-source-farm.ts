import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../shared/time/system-clock.ts";

/**
 * RTSP cameras for measurements: one MediaMTX path fed by one ffmpeg that only
 * copies, pulled as often as cameras are wanted. And the same program as the
 * recorder to compare with. Both are foreign programs on purpose.
 */
export interface Farm {
  url: string;
  stop(): Promise<void>;
}

export async function startSourceFarm(mediaMtxPath: string, clipPath: string): Promise<Farm> {
  const port = await freePort();
  const server = startMediaMtx(mediaMtxPath, { rtspAddress: `127.0.0.1:${port}`, paths: { cam: {} } });
  await listening(port);
  const url = `rtsp://127.0.0.1:${port}/cam`;
  const publisher = spawn(
    "ffmpeg",
    ["-hide_banner", "-loglevel", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", clipPath, "-c", "copy", "-f", "rtsp", "-rtsp_transport", "tcp", url],
    { stdio: "ignore" },
  );
  await describable(url);
  return {
    url,
    stop: async () => {
      await Promise.all([end(publisher), server.stop()]);
    },
  };
}

/** MediaMTX recording `cameras` times the same source, its defaults otherwise. */
export async function startMediaMtxRecorder(mediaMtxPath: string, sourceUrl: string, cameras: number, recordDirectory: string): Promise<{ pid: number; stop(): Promise<void> }> {
  const port = await freePort();
  const paths = Object.fromEntries(
    Array.from({ length: cameras }, (_, index) => [
      `cam${index}`,
      { source: sourceUrl, rtspTransport: "tcp", record: true, recordPath: join(recordDirectory, "%path/%Y-%m-%d_%H-%M-%S-%f"), recordFormat: "fmp4" },
    ]),
  );
  const server = startMediaMtx(mediaMtxPath, { rtspAddress: `127.0.0.1:${port}`, paths });
  await listening(port);
  return server;
}

function startMediaMtx(program: string, settings: { rtspAddress: string; paths: object }): { pid: number; stop(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), "mediamtx-"));
  const config = join(folder, "mediamtx.yml");
  const off = { rtmp: false, hls: false, webrtc: false, srt: false, moq: false, logLevel: "error", rtspTransports: ["tcp"] };
  // MediaMTX reads YAML, of which JSON is a subset
  writeFileSync(config, JSON.stringify({ ...off, ...settings }));
  const child = spawn(program, [config], { stdio: ["ignore", "inherit", "inherit"], cwd: folder });
  if (child.pid === undefined) throw new Error(`could not start ${program}: is MediaMTX built?`);
  return {
    pid: child.pid,
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a TCP address");
  server.close();
  await once(server, "close");
  return address.port;
}

/** Resolves once the path can be played: the publisher has arrived. */
async function describable(url: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const probe = spawn("ffprobe", ["-loglevel", "quiet", "-rtsp_transport", "tcp", "-show_streams", url], { stdio: "ignore" });
    const [code] = (await once(probe, "exit")) as [number | null];
    if (code === 0) return;
    await systemClock.sleep(250);
  }
  throw new Error(`${url} cannot be played after 20 attempts: does ffmpeg publish?`);
}

/** Resolves once something accepts connections on the port. */
async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    const open = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await systemClock.sleep(50);
  }
  throw new Error(`nothing listens on 127.0.0.1:${port} after 10 s`);
}
