import { expect, test } from "vitest";
import { z } from "zod";
import { SECRET_VARIABLES, VARIABLES as SERVER } from "../../server/config/config.ts";
import { CaptureConfig } from "../../workers/capture/config/capture-config.ts";
import { VARIABLES as ARCHIVE } from "../../workers/archive/config/config.ts";
import { readText, trackedPaths } from "./repository-files.ts";
import FOOTAGE_NODE_FLAGS from "../../shared/node/footage-node-flags.json" with { type: "json" };

const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readText("package.json")));
const papers = trackedPaths().filter((file) => file.endsWith(".md"));

const captures = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = ""]) => found);
const sorted = (values: Iterable<string>) => [...new Set(values)].sort();

test("the table of scripts in the README lists exactly those of package.json", () => {
  const listed = captures(readText("README.md"), /^\| `npm (?:run )?([\w-]+)` \|/gm);
  expect(sorted(listed)).toEqual(sorted(Object.keys(scripts)));
});

test("every npm command that a paper shows exists", () => {
  const shown = papers.flatMap((file) => captures(readText(file), /npm (?:run (?:-s |--silent )?)([a-z][\w-]*)|npm (?:start|test)\b/g).filter(Boolean));
  expect(shown.filter((name) => !(name in scripts))).toEqual([]);
});

test("every script of package.json is known to the bootstrap", () => {
  const boot = readText("server/launch/boot.mjs");
  for (const [name, command] of Object.entries(scripts)) {
    expect(command).toBe(`node server/launch/boot.mjs ${name}`);
    expect(boot).toMatch(new RegExp(`^  "?${name}"?: \\{ entry: `, "m"));
  }
});

test("every file that a paper links to is there", () => {
  const broken = papers.flatMap((file) => {
    const folder = file.split("/").slice(0, -1).join("/");
    const links = captures(readText(file), /\]\((?!https?:|#|mailto:)([^)#\s]+)/g);
    return links.filter((link) => !exists(new URL(link, `file:///${folder ? `${folder}/` : ""}`).pathname.slice(1))).map((link) => `${file} → ${link}`);
  });
  expect(broken).toEqual([]);
});

test("every environment variable that the code reads stands in .env.example, and no other", () => {
  const listed = captures(readText(".env.example"), /^(?:# )?([A-Z][A-Z0-9_]+)=/gm);
  const composed = captures(readText("docker-compose.yml"), /\$\{([A-Z0-9_]+)/g);
  expect(sorted(listed)).toEqual(sorted([...Object.keys(SERVER), ...SECRET_VARIABLES, ...Object.keys(ARCHIVE), ...composed]));
});

test("docker-compose.yml sets only variables that the processes know, and starts files that exist", () => {
  const compose = readText("docker-compose.yml");
  const known = new Set([...Object.keys(SERVER), ...SECRET_VARIABLES, ...Object.keys(ARCHIVE)]);
  const set = captures(compose, /^\s{4,6}([A-Z][A-Z0-9_]+): /gm).filter((name) => !/^(POSTGRES|MINIO)_/.test(name));
  expect(set.filter((name) => !known.has(name))).toEqual([]);
  const commands = [...captures(compose, /command: \["node", ([^\]]+)\]/g), ...captures(readText(".docker/Dockerfile"), /CMD \["node", ([^\]]+)\]/g)];
  const started = commands.map((words) => words.split(", ").map((word) => word.slice(1, -1)));
  expect(started).not.toEqual([]);
  expect(started.map((words) => words.at(-1) ?? "").filter((file) => !exists(file))).toEqual([]);
  // No footage passes through the rules worker.
  for (const words of started) expect(words.slice(0, -1)).toEqual(words.at(-1) === "workers/rules/main.ts" ? [] : FOOTAGE_NODE_FLAGS);
});

test("the capture configuration shown in the README is one that the worker takes", () => {
  const [shown = ""] = captures(readText("README.md"), /```json\n([\s\S]+?)```/g);
  expect(CaptureConfig.safeParse(JSON.parse(shown)).error).toBeUndefined();
});

function exists(file: string): boolean {
  const plain = decodeURIComponent(file).replace(/\/$/, "");
  return trackedPaths().some((tracked) => tracked === plain || tracked.startsWith(`${plain}/`));
}
