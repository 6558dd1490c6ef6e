import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RtspCameraServer } from "./rtsp-camera-server.ts";

const run = promisify(execFile);
const noFfmpeg = spawnSync("ffmpeg", ["-version"]).status !== 0;
const PASSWORD = { user: "admin", password: "p@ss word" };

let server: RtspCameraServer;
let encoder: ChildProcess;

beforeEach(async () => {
  server = await RtspCameraServer.listen({ port: 0, password: PASSWORD });
  const args = `-v error -re -f lavfi -i testsrc2=size=320x180:rate=10 -c:v libx264 -preset ultrafast -g 10 -f rtsp -rtsp_transport tcp ${server.url("cam")}`;
  encoder = spawn("ffmpeg", args.split(" "), { stdio: "ignore" });
  if (!noFfmpeg) await vi.waitFor(() => expect(server.camera("cam").sdp).not.toBeNull(), { timeout: 20_000 });
});
afterEach(async () => {
  encoder.kill("SIGKILL");
  await server.close();
});

test.skipIf(noFfmpeg)("a player with the password sees the pushed stream, one without is refused (ffmpeg)", async () => {
  const probe = (url: string) => run("ffprobe", ["-v", "error", "-rtsp_transport", "tcp", "-show_entries", "stream=codec_name,width", "-of", "csv=p=0", url]);
  const withPassword = server.url("cam").replace("//", `//${PASSWORD.user}:${encodeURIComponent(PASSWORD.password)}@`);
  expect((await probe(withPassword)).stdout.trim()).toBe("h264,320");
  await expect(probe(server.url("cam"))).rejects.toThrow("401");
});

test.skipIf(noFfmpeg)("a camera whose encoder dies is gone until it comes back (ffmpeg)", async () => {
  encoder.kill("SIGKILL");
  await vi.waitFor(() => expect(server.camera("cam").sdp).toBeNull(), { timeout: 10_000 });
});
