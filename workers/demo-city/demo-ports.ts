import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { writeSecretFile } from "./city/write-secret-file.ts";

const Ports = z.object({ cameras: z.number().int(), line: z.number().int() });
export type DemoPorts = z.infer<typeof Ports>;

const ANY_FREE: DemoPorts = { cameras: 0, line: 0 };

/** Ports of the last run: taken again where they are free, so that capture workers find the cameras after a restart of the demo. */
export async function lastPorts(directory: string): Promise<DemoPorts> {
  const text = await readFile(portsFile(directory), "utf8").catch(() => "{}");
  return Ports.catch(ANY_FREE).parse(JSON.parse(text));
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

function portsFile(directory: string): string {
  return path.join(directory, "ports.json");
}
