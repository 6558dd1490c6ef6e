import { expect, test } from "vitest";
import { z } from "zod";
import { isTest, readText, sourceFiles, trackedPaths } from "./repository-files.ts";

const files = sourceFiles();
const paths = trackedPaths();

const FOLDERS = ["server", "client", "workers", "shared", "test"];
const CONFIGURATION = ["package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "docker-compose.yml"];
const PAPERS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"];
const TOP_LEVEL = new Set([...FOLDERS, ...CONFIGURATION, ...PAPERS]);

test("at the top stand only the five folders, the configuration of the tools and the papers", () => {
  const top = new Set(paths.map((file) => file.split("/")[0] ?? ""));
  expect([...top].filter((name) => !TOP_LEVEL.has(name) && !name.startsWith("."))).toEqual([]);
});

test("every test in the repository has a name of its own", () => {
  const places = new Map<string, string[]>();
  for (const file of files.filter((each) => each.path.endsWith(".test.ts"))) {
    for (const [, name = ""] of file.text.matchAll(/^\s*test(?:\.\w+(?:\([^\n"`]*\))?)*\(\s*["`]([^"`]+)["`]/gm)) {
      places.set(name, [...(places.get(name) ?? []), file.path]);
    }
  }
  expect([...places].filter(([, found]) => found.length > 1)).toEqual([]);
});

test("no test replaces a module: parts are handed in", () => {
  const mocking = new RegExp(["vi", String.raw`\.(mock|doMock|hoisted)\(`].join(""));
  expect(files.filter((file) => mocking.test(file.text)).map((file) => file.path)).toEqual([]);
});

test("no test waits by sleeping", () => {
  const sleeping = /await (?:new Promise\(\(\w+\) => setTimeout\(\w+, \d|sleep\(\d)/;
  const tests = files.filter((file) => isTest(file) && !/^test\/(bench|load|real-parts|browser)\//.test(file.path));
  expect(tests.filter((file) => sleeping.test(file.text)).map((file) => file.path)).toEqual([]);
});

test("nothing names a package registry or a path of somebody's machine", () => {
  // Dots and brackets keep this file itself from being found.
  const forbidden = /registry[.]npm|npm[m]irror|\/wor[k]\/|\/home\/[a-z]+\/|\/tmp\/n2[4]/;
  const text = paths.filter((file) => /\.(ts|tsx|mjs|json|md|yml|css|html|sh)$|^\.|Dockerfile$/.test(file));
  expect(text.filter((file) => forbidden.test(readText(file)))).toEqual([]);
});

test("no package runs a script while it is installed, except those whose script our own code replaces", () => {
  const Lock = z.object({ packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional(), optional: z.boolean().optional() })) });
  const { packages } = Lock.parse(JSON.parse(readText("package-lock.json")));
  const scripted = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript).map(([name]) => name.replace("node_modules/", ""));
  const Manifest = z.object({ allowScripts: z.record(z.string(), z.literal(false)) });
  const refused = Object.keys(Manifest.parse(JSON.parse(readText("package.json"))).allowScripts);
  expect(scripted.filter((name) => !refused.includes(name))).toEqual([]);
});

test("exports are named, and no file only passes on what others export", () => {
  const configuration = new Set(["vite.config.ts"]);
  const wrong = files.filter((file) => !configuration.has(file.path) && /^export default\b|^export \* from/m.test(file.text));
  expect(wrong.map((file) => file.path)).toEqual([]);
});
