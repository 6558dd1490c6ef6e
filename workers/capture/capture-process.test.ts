import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { GapDeclaration } from "../../shared/protocol/ingest.ts";
import { ScriptedIngest, type TakenRecord } from "./push/scripted-ingest.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const withoutFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0 ? "" : "ffmpeg is not installed";

async function site(serverUrl: string, withDeviceKey: boolean) {
  const folder = await mkdtemp(join(tmpdir(), "capture-site-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const clip = join(folder, "clip.mp4");
  const video = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-t", "4", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "0", "-pix_fmt", "yuv420p"];
  spawnSync("ffmpeg", ["-hide_banner", "-loglevel", "error", ...video, clip]);
  await writeFile(join(folder, "token"), "token-of-sixteen-letters\n");
  await writeFile(
    join(folder, "capture.json"),
    JSON.stringify({
      siteName: "test site",
      serverUrls: [serverUrl],
      spool: { directory: "spool", maxBytes: 64 * 1024 * 1024 },
      ...(withDeviceKey ? { deviceKeyFile: "device.pem" } : {}),
      cameras: [{ id: "cam-1", token: { file: "token" }, main: { kind: "file", path: "clip.mp4" } }],
    }),
  );
  if (withDeviceKey) await run(["--new-device-key", join(folder, "device.pem")]);
  return { folder, config: join(folder, "capture.json") };
}

function start(args: string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function run(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = start(args);
  let output = "";
  child.stdout?.on("data", (bytes: Buffer) => (output += bytes.toString()));
  child.stderr?.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

function media(records: TakenRecord[]): TakenRecord[] {
  return records.filter((record) => record.kind === "media");
}

test.skipIf(withoutFfmpeg).each([[false], [true]])(
  "a capture worker killed with SIGKILL goes on under the same numbers, and the seconds in between are gaps of cause capture-stopped (ffmpeg; device key: %s)",
  { timeout: 60_000 },
  async (withDeviceKey) => {
    const server = await ScriptedIngest.start();
    onTestFinished(() => server.stop());
    const { folder, config } = await site(server.url, withDeviceKey);
    const first = start(["--config", config]);
    await server.until(() => media(server.taken("cam-1")).length >= 8);
    first.kill("SIGKILL");
    await once(first, "exit");
    const before = server.taken("cam-1").length;

    const second = start(["--config", config]);
    await server.until(() => media(server.taken("cam-1").slice(before)).length >= 5);
    const records = server.taken("cam-1");
    expect(new Set(server.opens.map((open) => open.epoch)).size).toBe(1);
    expect(records.map((record) => record.number)).toEqual(records.map((_, index) => index + 1));
    const gaps = records.filter((record) => record.kind === "gap").map((record) => GapDeclaration.parse(JSON.parse(record.text)).cause);
    expect(new Set(gaps)).toEqual(new Set(["capture-stopped"]));
    expect((server.opens[0]?.devicePublicKey ?? "").length).toBe(withDeviceKey ? 43 : 0);
    let endUs = records[1]?.startUs ?? 0;
    for (const record of records.filter(({ kind }) => kind === "media" || kind === "gap")) {
      expect(Math.abs(record.startUs - endUs)).toBeLessThan(100_000);
      endUs = record.startUs + record.durationUs;
    }

    const closed = once(second, "exit");
    second.kill("SIGTERM");
    expect(await closed).toEqual([0, null]);
    expect(await readFile(join(folder, "spool", "numbers-exact"), "utf8")).toBe("clean");
  },
);

test.skipIf(withoutFfmpeg)("while the centre is away a capture worker keeps recording, and everything arrives afterwards in order (ffmpeg)", { timeout: 60_000 }, async () => {
  const server = await ScriptedIngest.start();
  const { config } = await site(server.url, false);
  start(["--config", config]);
  await server.until(() => media(server.taken("cam-1")).length >= 3);
  const port = Number(new URL(server.url).port);
  const before = server.taken("cam-1").length;
  await server.stop();
  const again = await ScriptedIngest.start(port, server);
  onTestFinished(() => again.stop());
  await again.until(() => again.taken("cam-1").length >= before + 10);
  const records = again.taken("cam-1");
  expect(records.map((record) => record.number)).toEqual(records.map((_, index) => index + 1));
  expect(records.filter((record) => record.kind === "gap")).toEqual([]);
  expect(records.slice(before).some((record) => record.backfilled)).toBe(true);
});

test("a configuration with mistakes ends the worker with one sentence for each", { timeout: 20_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "capture-mistakes-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "capture.json");
  await writeFile(path, JSON.stringify({ siteName: "", serverUrls: ["ftp://x"], spool: { directory: "s", maxBytes: 1 }, cameras: [{ id: "Cam 1", token: "t", main: { kind: "carrier-pigeon" } }] }));
  const { code, output } = await run(["--config", path]);
  expect(code).toBe(1);
  expect(output).toContain('serverUrls.0: expected a URL of http or https, got "ftp://x"');
  expect(output).toContain("spool.maxBytes: expected at least 16 MiB");
  expect(output).toContain("cameras[0] (Cam 1).id: camera id must be");
  expect(output).toContain('cameras[0] (Cam 1).main.kind: expected a source with kind "rtsp"');
  expect(output).not.toContain("    at ");
});

test("a new device key is readable by its owner only and never overwrites another", { timeout: 20_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "capture-key-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "device.pem");
  const first = await run(["--new-device-key", path]);
  expect(first.output).toMatch(/[\w-]{43}\n$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const second = await run(["--new-device-key", path]);
  expect(second.code).toBe(1);
  expect(second.output).toContain("must not exist yet");
});
