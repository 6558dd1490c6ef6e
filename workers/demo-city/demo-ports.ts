import { createSocket } from "node:dgram";
import { createServer, type AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { writeSecretFile } from "./city/write-secret-file.ts";

const port = z.number().int().default(0);
/** `rtmp` and `srt`: where the capture worker listens for the cameras that push. */
const Ports = z.object({ cameras: port, line: port, rtmp: port, srt: port });
export type DemoPorts = z.infer<typeof Ports>;

/** Ports of the last run: taken again where they are free, so that capture workers find the cameras after a restart of the demo. */
export async function lastPorts(directory: string): Promise<DemoPorts> {
  const text = await readFile(portsFile(directory), "utf8").catch(() => "{}");
  return Ports.catch(Ports.parse({})).parse(JSON.parse(text));
}

export async function rememberPorts(directory: string, ports: DemoPorts): Promise<void> {
  await writeSecretFile(portsFile(directory), ports);
}

/** Listens on the wished port, or on any free one if somebody has taken it meanwhile. */
export async function listenNear<T>(wished: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(wished);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return listen(0);
  }
}

/** A port for somebody else to listen on: the wished one, or one that was free a moment ago. */
export async function freeTcpPort(wished: number): Promise<number> {
  const server = createServer();
  const port = await listenNear(wished, (wish) => new Promise<number>((resolve, reject) => {
    server.once("error", reject).listen(wish, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  }));
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function freeUdpPort(wished: number): Promise<number> {
  const socket = createSocket("udp4");
  const port = await listenNear(wished, (wish) => new Promise<number>((resolve, reject) => {
    socket.once("error", reject).bind(wish, "127.0.0.1", () => resolve(socket.address().port));
  }));
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

function portsFile(directory: string): string {
  return path.join(directory, "ports.json");
}
