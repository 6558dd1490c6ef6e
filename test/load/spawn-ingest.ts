import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import FOOTAGE_NODE_FLAGS from "../../shared/node/footage-node-flags.json" with { type: "json" };
import type { IngestServerOptions } from "./ingest-server.ts";

export interface IngestProcess {
  url: string;
  child: ChildProcess;
  /** SIGKILL, and gone when this resolves. */
  kill(): Promise<void>;
}

/** The ingest stage in a process of its own. @throws with its last words when it does not come up */
export async function spawnIngest(options: Pick<IngestServerOptions, "databaseUrl" | "spoolDirectory" | "port" | "settings" | "spoolMaxBytes">): Promise<IngestProcess> {
  const program = fileURLToPath(new URL("ingest-server-child.ts", import.meta.url));
  const child = spawn(process.execPath, [...FOOTAGE_NODE_FLAGS, program, JSON.stringify(options)], { stdio: ["pipe", "pipe", "pipe"] });
  let lastWords = "";
  child.stderr.on("data", (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2000);
  });
  const url = await Promise.race([
    once(child.stdout, "data").then(([chunk]) => String(chunk).trim()),
    once(child, "exit").then(() => Promise.reject(new Error(`the ingest process ended: ${lastWords}`))),
  ]);
  return {
    url,
    child,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
