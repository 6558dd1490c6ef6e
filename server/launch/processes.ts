import FOOTAGE_NODE_FLAGS from "../../shared/node/footage-node-flags.json" with { type: "json" };
import type { ChildPlan } from "./child-process.ts";

/** What all processes of one installation share. */
export interface Installation {
  env: Readonly<Record<string, string | undefined>>;
  databaseUrl: string;
  port: number;
  dataDirectory: string;
}

/** Settings every process gets, on top of what the launcher itself was given. */
function environmentOf({ env, databaseUrl, port, dataDirectory }: Installation): Record<string, string | undefined> {
  return { ...env, DATABASE_URL: databaseUrl, PORT: String(port), DATA_DIR: dataDirectory, LOG_PRETTY: "0" };
}

export function serverPlan(installation: Installation, watch: boolean): ChildPlan {
  return { name: "server", args: [...FOOTAGE_NODE_FLAGS, ...(watch ? ["--watch"] : []), "server/main.ts"], env: environmentOf(installation) };
}

export function archivePlan(installation: Installation): ChildPlan {
  return { name: "archive", args: [...FOOTAGE_NODE_FLAGS, "workers/archive/main.ts"], env: environmentOf(installation) };
}

export function rulesPlan(installation: Installation): ChildPlan {
  return { name: "rules", args: ["workers/rules/main.ts"], env: environmentOf(installation) };
}

export function demoPlan(installation: Installation, onMessage: (message: unknown) => void): ChildPlan {
  return { name: "demo", args: ["workers/demo-city/main.ts"], env: environmentOf(installation), onMessage };
}

export function capturePlan(installation: Installation, name: string, configFile: string): ChildPlan {
  return { name, args: [...FOOTAGE_NODE_FLAGS, "workers/capture/main.ts", "--config", configFile], env: environmentOf(installation) };
}

/** Where vite.config.ts serves the pages during development; it hands everything else on to the server. */
export const DEVELOPMENT_URL = "http://localhost:5173";

/** The pages with every change shown at once, for `npm run dev`. */
export function pagesPlan(installation: Installation): ChildPlan {
  return { name: "pages", args: ["node_modules/vite/bin/vite.js", "--clearScreen", "false"], env: environmentOf(installation) };
}
