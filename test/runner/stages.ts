import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

export interface Stage {
  name: string;
  /** `check`: one command that passes or fails. `vitest`: a run whose tests are counted. */
  kind: "check" | "vitest";
  args: readonly string[];
}

export interface StageResult {
  name: string;
  passed: number;
  /** Full names, for the summary. */
  failed: string[];
  skipped: string[];
  seconds: number;
}

const ROOT = path.resolve(import.meta.dirname, "../..");
const RESULTS = path.join(ROOT, ".cache/test-results");
const SOURCE_FOLDERS = "{client,server,shared,workers}/**";

export const STAGES: readonly Stage[] = [
  { name: "types", kind: "check", args: ["node_modules/typescript/bin/tsc", "-p", "."] },
  { name: "lint", kind: "check", args: ["node_modules/oxlint/bin/oxlint", "--deny-warnings"] },
  { name: "repository", kind: "vitest", args: ["--dir", "test/repository"] },
  { name: "unit", kind: "vitest", args: ["--exclude", "test/**"] },
  { name: "integration", kind: "vitest", args: ["--exclude", SOURCE_FOLDERS, "--exclude", "test/{browser,repository}/**"] },
  // One browser at a time: two of them and their footage are more than two cores carry.
  { name: "browser", kind: "vitest", args: ["--dir", "test/browser", "--no-file-parallelism", "--passWithNoTests"] },
];

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

export async function runStage(stage: Stage): Promise<StageResult> {
  const startMs = performance.now();
  const counted = stage.kind === "check" ? await check(stage) : await countTests(stage);
  return { name: stage.name, ...counted, seconds: (performance.now() - startMs) / 1000 };
}

type Counted = Pick<StageResult, "passed" | "failed" | "skipped">;

async function check(stage: Stage): Promise<Counted> {
  const exitCode = await runNode(stage.args);
  return exitCode === 0 ? { passed: 1, failed: [], skipped: [] } : { passed: 0, failed: [stage.name], skipped: [] };
}

async function countTests(stage: Stage): Promise<Counted> {
  const file = path.join(RESULTS, `${stage.name.replaceAll(" ", "-")}.json`);
  await mkdir(RESULTS, { recursive: true });
  await rm(file, { force: true });
  const exitCode = await runNode(["node_modules/vitest/vitest.mjs", "run", ...stage.args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const counted = await readReport(file);
  // Vitest may fail without a failed test: an error between tests, or a process that hung.
  if (exitCode !== 0 && counted.failed.length === 0) counted.failed.push(`${stage.name}: vitest ended with exit code ${exitCode}`);
  return counted;
}

async function readReport(file: string): Promise<Counted> {
  const text = await readFile(file, "utf8").catch(() => `{"testResults":[]}`);
  const { testResults } = Report.parse(JSON.parse(text));
  const tests = testResults.flatMap((result) => result.assertionResults);
  const brokenFiles = testResults.filter((result) => result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"));
  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: [
      ...tests.filter((test) => test.status === "failed").map((test) => test.fullName),
      ...brokenFiles.map((result) => `${path.relative(ROOT, result.name)}: ${result.message.split("\n")[0]}`),
    ],
    skipped: tests.filter((test) => !["passed", "failed"].includes(test.status)).map((test) => test.fullName),
  };
}

/** Runs Node with our terminal and passes a stop on, so that nothing is left running. */
function runNode(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
    const stop = () => child.kill("SIGTERM");
    process.once("SIGTERM", stop);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGTERM", stop);
      resolve(code ?? 1);
    });
  });
}
