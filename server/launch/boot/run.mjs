import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname } from "node:path";
import { ROOT } from "./command.mjs";

/** After a stop was asked for, the child has this long before it is killed. */
const GRACE_MS = 30_000;
const PARENT_CHECK_MS = 500;
const STOP_WITH_PARENT = new URL("stop-with-parent.mjs", import.meta.url).href;

/** Runs the script under Node 24 with our terminal, passes signals on, resolves to its exit code. */
export function runUntilItEnds(node, args) {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(node, ["--import", STOP_WITH_PARENT, ...args], { cwd: ROOT, env, stdio: "inherit" });
  const stop = (signal) => {
    child.kill(signal);
    setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
  const watch = setInterval(() => {
    if (ancestors() === begunBy) return;
    clearInterval(watch);
    stop("SIGTERM");
  }, PARENT_CHECK_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * npm that is killed takes only its shell along, or not even that, and would
 * leave us behind: so both are watched. Outside npm nobody is (nohup stays possible).
 */
function ancestors() {
  if (process.env.npm_lifecycle_event === undefined) return "";
  return `${process.ppid} ${shellParent(process.ppid)}`;
}

/** Parent of our parent, if that is a shell between npm and us; read from /proc, so "" outside Linux. */
function shellParent(pid) {
  try {
    const [, name = "", rest = ""] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return /^(ba|da|z|k)?sh$/.test(name) ? rest : "";
  } catch {
    return "";
  }
}

const begunBy = ancestors();
