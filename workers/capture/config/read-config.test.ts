import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readEnvironment } from "./env.ts";
import { CaptureConfigError, readCaptureConfig } from "./read-config.ts";

const camera = { id: "cam-1", token: "token-of-sixteen-letters", main: { kind: "rtsp", url: "rtsp://10.1.2.3/stream1" } };

async function configFile(change: object, files: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "capture-config-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const config = { siteName: "site", serverUrls: ["http://127.0.0.1:8080"], spool: { directory: "spool", maxBytes: 1 << 30 }, cameras: [camera], ...change };
  const path = join(folder, "capture.json");
  await writeFile(path, JSON.stringify(config));
  return path;
}

test("a short configuration gets its defaults, and paths start where the file stands", async () => {
  const path = await configFile({});
  const config = await readCaptureConfig(path);
  expect(config.spool.directory).toBe(join(path, "..", "spool"));
  expect(config.cameras[0]).toMatchObject({ audio: "copy", token: "token-of-sixteen-letters", sub: undefined });
});

test("secrets come from a file of their own or from the environment", async () => {
  const main = { kind: "rtsp", url: "rtsp://10.1.2.3/stream1", username: "admin", password: { env: "PATH" } };
  const path = await configFile({ cameras: [{ ...camera, token: { file: "token" }, main }] }, { token: "from-the-file-it-comes\n" });
  const [first] = (await readCaptureConfig(path)).cameras;
  expect(first?.token).toBe("from-the-file-it-comes");
  expect(first?.main.secret).toBe(readEnvironment("PATH"));
});

test.each<[string, object, RegExp]>([
  ["a missing environment variable", { cameras: [{ ...camera, token: { env: "NO_SUCH_VARIABLE_HERE" } }] }, /token of camera cam-1 in the environment variable NO_SUCH_VARIABLE_HERE, got nothing: set it/],
  ["a missing secret file", { cameras: [{ ...camera, token: { file: "nowhere" } }] }, /token of camera cam-1 in the file .*nowhere, which cannot be read/],
  ["the same camera twice", { cameras: [camera, camera] }, /cameras\[1\] \(cam-1\)\.id: expected every camera once/],
  ["an RTSP address of another kind", { cameras: [{ ...camera, main: { kind: "rtsp", url: "http://x" } }] }, /main\.url: expected a URL of rtsp or rtsps, got "http:\/\/x"/],
  ["audio that RTSP cannot transcode", { cameras: [{ ...camera, audio: "transcode" }] }, /got "transcode": set the camera to AAC/],
  ["a setting that does not exist", { spoool: 1 }, /spoool/],
])("%s is told in a sentence", async (_what, change, sentence) => {
  const path = await configFile(change);
  await expect(readCaptureConfig(path)).rejects.toThrow(sentence);
  await expect(readCaptureConfig(path)).rejects.toBeInstanceOf(CaptureConfigError);
});

test("a configuration that is not JSON is told so", async () => {
  const path = await configFile({});
  await writeFile(path, "{ siteName: }");
  await expect(readCaptureConfig(path)).rejects.toThrow(/to be a JSON file with the capture configuration/);
});
