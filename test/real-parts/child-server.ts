import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { systemClock } from "../../shared/time/system-clock.ts";

export interface RealServer {
  url: string;
  port: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("expected a TCP port");
  return address.port;
}

export interface ServerCommand {
  path: string;
  args: string[];
  environment: Record<string, string>;
  port: number;
}

/** Starts a server and waits until it answers HTTP. @throws with its last words when it does not within 20 s */
export async function startServer(command: ServerCommand): Promise<RealServer> {
  const child = spawn(command.path, command.args, { env: { ...process.env, ...command.environment }, stdio: ["ignore", "pipe", "pipe"] });
  let lastWords = "";
  const remember = (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2000);
  };
  child.stdout.on("data", remember);
  child.stderr.on("data", remember);
  const url = `http://127.0.0.1:${command.port}`;
  const server = { url, port: command.port, process: child, stop: () => stopChild(child) };
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) break;
    if (await answers(url)) return server;
    await systemClock.sleep(100);
  }
  await server.stop();
  throw new Error(`${command.path} did not answer at ${url}: ${lastWords}`);
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    () => true,
    () => false,
  );
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
