import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "./child-program.ts";
import { freePort } from "./child-server.ts";
import { findMediaMtx } from "./mediamtx.ts";

export interface Login {
  user: string;
  password: string;
}

/** MediaMTX as an RTSP server: anybody on this machine publishes; viewers need the login, by digest. */
export interface MediaMtxServer {
  /** Without credentials. */
  url(path: string): string;
  /** Resolves when somebody publishes to the path (since the last start). */
  published(path: string): Promise<void>;
  kill(): Promise<void>;
  /** On the same port, after kill(). */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

/** @throws when it is not built; ask missingPart("mediamtx") before */
export async function startMediaMtx(viewer: Login | null): Promise<MediaMtxServer> {
  const program = await findMediaMtx();
  if (program === null) throw new Error('MediaMTX is not built: run "npm run real-parts"');
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "mingjian-mediamtx-"));
  await writeFile(join(folder, "mediamtx.yml"), settings(port, viewer));
  const start = () => startProgram(program, [join(folder, "mediamtx.yml")], "[RTSP] started with listeners", folder);
  let running = await start();
  return {
    url: (path) => `rtsp://127.0.0.1:${port}/${path}`,
    published: async (path) => {
      await running.says(`is publishing to path '${path}'`);
    },
    kill: () => running.kill(),
    async restart() {
      running = await start();
    },
    async remove() {
      await running.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** JSON is YAML. */
function settings(port: number, viewer: Login | null): string {
  const reader = viewer === null ? { user: "any" } : { user: viewer.user, pass: viewer.password };
  return JSON.stringify({
    logLevel: "info",
    rtspAddress: `127.0.0.1:${port}`,
    rtspTransports: ["tcp"],
    rtspAuthMethods: ["digest"],
    rtmp: false,
    hls: false,
    webrtc: false,
    srt: false,
    moq: false,
    authInternalUsers: [
      { user: "any", permissions: [{ action: "publish" }] },
      { ...reader, permissions: [{ action: "read" }] },
    ],
    paths: { all_others: {} },
  });
}
