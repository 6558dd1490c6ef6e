#!/usr/bin/env node
// First step of every npm script. Runs on any Node from 20 up with nothing
// installed, so it imports only Node itself and its own folder.
import { readFileSync } from "node:fs";
import { installNode24 } from "./boot/node24.mjs";
import { installPackages } from "./boot/packages.mjs";
import { installSystemTools } from "./boot/system-tools.mjs";
import { runUntilItEnds } from "./boot/run.mjs";
import { BootError, say } from "./boot/progress.mjs";

/** For processes that footage passes through; shared/node/README.md says why. */
const FOOTAGE_NODE_FLAGS = JSON.parse(readFileSync(new URL("../../shared/node/footage-node-flags.json", import.meta.url), "utf8"));

/**
 * What each script runs under Node 24, and the system tools it wants first.
 * `needs` stops the script if a tool cannot be had, `wants` only says so.
 */
const SCRIPTS = {
  start: { entry: "server/launch/start.ts", needs: ["ffmpeg"] },
  dev: { entry: "server/launch/start.ts", before: ["--dev"], needs: ["ffmpeg"] },
  test: { entry: "test/run.ts", wants: ["ffmpeg", "chromium", "cjk-font"] },
  capture: { entry: "workers/capture/main.ts", wants: ["ffmpeg"], nodeFlags: FOOTAGE_NODE_FLAGS },
  connect: { entry: "workers/connectors/main.ts" },
  verify: { entry: "workers/verify/main.ts" },
  bench: { entry: "test/bench/run.ts", wants: ["ffmpeg", "chromium"] },
  ledger: { entry: "workers/ledger/main.ts" },
  rules: { entry: "workers/rules/main.ts" },
  "rules-table": { entry: "test/rules-table/main.ts" },
  calendar: { entry: "workers/calendar/main.ts" },
  "real-parts": { entry: "test/real-parts/main.ts" },
  lint: { entry: "node_modules/oxlint/bin/oxlint", before: ["--deny-warnings"] },
  types: { entry: "node_modules/typescript/bin/tsc", before: ["-p", "."] },
  build: { entry: "node_modules/vite/bin/vite.js", before: ["build"] },
};

async function boot() {
  const [name = "", ...rest] = process.argv.slice(2);
  const script = Object.hasOwn(SCRIPTS, name) ? SCRIPTS[name] : undefined;
  if (!script) {
    throw new BootError(`no script is called "${name}"`, `use one of: ${Object.keys(SCRIPTS).join(", ")}`);
  }
  // `npm start -- --empty` shows no demo footage, and RTSP cameras need no ffmpeg.
  const needs = rest.includes("--empty") ? [] : (script.needs ?? []);
  await installSystemTools(needs, script.wants ?? []);
  const node = await installNode24();
  await installPackages(node);
  return runUntilItEnds(node, [...(script.nodeFlags ?? []), script.entry, ...(script.before ?? []), ...rest]);
}

boot().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error) => {
    if (!(error instanceof BootError)) throw error;
    for (const line of error.lines) say(line);
    process.exitCode = 1;
  },
);
