import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { DEVELOPMENT_URL } from "../../server/launch/processes.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const noProc = process.platform !== "linux";

let directory = "";
let launcher: ChildProcess | null = null;

afterEach(async () => {
  launcher?.kill("SIGKILL");
  if (directory !== "" && !noProc) await vi.waitFor(() => expect(processesOf(directory)).toEqual([]), { timeout: 30_000 });
  rmSync(directory, { recursive: true, force: true });
  directory = "";
});

test.skipIf(noProc)("npm start -- --empty comes up, restarts a server that was killed, and leaves no process behind after SIGTERM (Linux)", { timeout: 120_000 }, async () => {
  const started = await launch(["--empty"]);
  expect(started.output()).toContain("/sign-in?token=");
  const before = serverPid();
  process.kill(before, "SIGKILL");
  await vi.waitFor(async () => expect((await fetch(`${started.url}/livez`)).ok && serverPid() !== before).toBe(true), { timeout: 30_000, interval: 200 });
  const ended = new Promise((resolve) => launcher?.once("exit", resolve));
  launcher?.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(processesOf(directory)).toEqual([]);
});

test.skipIf(noProc)("a launcher killed with -9 takes everything along, and the next one starts on the same data (Linux)", { timeout: 120_000 }, async () => {
  await launch(["--empty"]);
  launcher?.kill("SIGKILL");
  await vi.waitFor(() => expect(processesOf(directory)).toEqual([]), { timeout: 30_000, interval: 200 });
  const again = await launch(["--empty"]);
  expect((await fetch(`${again.url}/livez`)).ok).toBe(true);
});

test.skipIf(noProc)("a second start on the same data, and one on a port in use, are refused in words (Linux)", { timeout: 120_000 }, async () => {
  const started = await launch(["--empty"]);
  expect(await refusal({ PORT: String(await freePort()) })).toContain(`${directory} is in use by process`);
  expect(await refusal({ PORT: new URL(started.url).port, DATA_DIR: path.join(directory, "other") })).toMatch(/port \d+ is in use by another program[\s\S]+PORT=\d+ npm start/);
});

test.skipIf(noProc)("npm run dev -- --empty serves the pages from source and signs in through them, whatever the server's port is (Linux)", { timeout: 120_000 }, async () => {
  const started = await launch(["--dev", "--empty"]);
  const link = new URL(/http\S+\/sign-in\?token=\S+/.exec(started.output())?.[0] ?? "");
  expect(link.origin).toBe(DEVELOPMENT_URL);
  expect(await (await fetch(`${link.origin}/wall`)).text()).toContain("/@vite/client");
  const answer = await fetch(`${link.origin}/api/v1/sign-in`, { method: "POST", headers: { "content-type": "application/json", origin: link.origin }, body: JSON.stringify({ token: link.searchParams.get("token") }) });
  expect(answer.status).toBe(200);
});

async function launch(options: readonly string[]): Promise<{ url: string; output: () => string }> {
  directory ||= mkdtempSync(path.join(tmpdir(), "mingjian launch "));
  const port = await freePort();
  const child = start(options, { PORT: String(port) });
  launcher = child.process;
  await vi.waitFor(() => expect(child.output()).toContain("Ctrl-C"), { timeout: 90_000, interval: 200 });
  return { url: `http://127.0.0.1:${port}`, output: child.output };
}

async function refusal(env: Record<string, string>): Promise<string> {
  const child = start(["--empty"], env);
  const exitCode = await new Promise((resolve) => child.process.once("close", resolve));
  expect(exitCode).toBe(1);
  return child.output();
}

function start(options: readonly string[], env: Record<string, string>): { process: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ["server/launch/start.ts", ...options], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: directory, HOST: "127.0.0.1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { process: child, output: () => text };
}

/** Process ids whose environment or command line names the data directory, the tests' own aside. */
function processesOf(folder: string): number[] {
  return readdirSync("/proc").map(Number).filter((pid) => pid > 0 && pid !== process.pid && (read(pid, "environ").includes(folder) || read(pid, "cmdline").includes(folder)));
}

function serverPid(): number {
  return processesOf(directory).find((pid) => read(pid, "cmdline").includes("server/main.ts")) ?? 0;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
