import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readConfig, VARIABLES } from "./config.ts";

test("the rules worker without DATABASE_URL uses the embedded database of the data directory", () => {
  expect(readConfig({ DATA_DIR: "/srv/mingjian" })).toMatchObject({ databaseUrl: null, postgresDirectory: "/srv/mingjian/postgres", logLevel: "info" });
  expect(() => readConfig({ DATABASE_URL: "mysql://x", LOG_LEVEL: "loud" })).toThrow(/2 mistakes[^]*DATABASE_URL: expected postgres[^]*LOG_LEVEL: expected one of/);
});

test("the rules worker's README lists exactly the variables that its configuration reads", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const section = readme.split("## Environment")[1] ?? "";
  const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual(Object.keys(VARIABLES).sort());
});
