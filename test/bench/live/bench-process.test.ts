import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import FOOTAGE_NODE_FLAGS from "../../../shared/node/footage-node-flags.json" with { type: "json" };
import { BenchProcess } from "./bench-process.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mingjian-bench-process-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function script(text: string): Promise<string> {
  const file = join(folder, "said.mjs");
  await writeFile(file, text);
  return file;
}

test("a process of a bench that footage passes through runs with the flags of the real launch, another one without", async () => {
  const file = await script("console.log(JSON.stringify(process.execArgv)); setInterval(() => {}, 1000);");
  for (const footage of [true, false]) {
    const started = new BenchProcess(file, [], { footage }).start();
    try {
      const flags = JSON.parse(await started.says()) as string[];
      expect(flags.filter((flag) => FOOTAGE_NODE_FLAGS.includes(flag))).toEqual(footage ? FOOTAGE_NODE_FLAGS : []);
    } finally {
      await started.kill();
    }
  }
});

test("a process of a bench that ends instead of answering is named by its program, not by a flag", async () => {
  const file = await script("process.exitCode = 1;");
  await expect(new BenchProcess(file, [], { footage: true }).start().says()).rejects.toThrow(`expected ${file} to answer, it ended`);
});
