import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readConfig, SECRET_VARIABLES, VARIABLES } from "./config.ts";

test("without any variable the server has a local store, port 8080 and five years of retention", () => {
  expect(readConfig({ NODE_NAME: "n1" })).toMatchObject({ port: 8080, host: "0.0.0.0", retentionYears: 5, databaseUrl: null, objectStore: { kind: "local" } });
});

test("every mistake in the environment is named at once with what was got", () => {
  const read = () => readConfig({ PORT: "eighty", LOG_LEVEL: "loud", SPOOL_MAX_BYTES: "20 GB", PUBLIC_URL: "ftp://x" });
  expect(read).toThrow(/4 mistakes[^]*PORT: expected a whole number from 0 to 65535, got "eighty"/);
  expect(read).toThrow(/LOG_LEVEL: expected one of fatal, error[^]*got "loud"/);
  expect(read).toThrow(/SPOOL_MAX_BYTES: expected bytes, for example 20G or 500M, got "20 GB"/);
});

test("half an S3 configuration is refused and names what is missing", () => {
  expect(() => readConfig({ S3_ENDPOINT: "http://store:9000", S3_BUCKET: "mingjian" })).toThrow(/S3_ACCESS_KEY, S3_SECRET_KEY: expected because/);
});

test("a secret can come from a file and never shows when printed", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "mingjian-config-"));
  const file = path.join(directory, "url");
  await writeFile(file, "postgres://u:hunter2@db/mingjian\n");
  const config = readConfig({ DATABASE_URL_FILE: file });
  expect(config.databaseUrl?.reveal()).toBe("postgres://u:hunter2@db/mingjian");
  for (const printed of [JSON.stringify(config), inspect(config, { depth: 5 }), String(config.databaseUrl)]) expect(printed).not.toContain("hunter2");
  await rm(directory, { recursive: true });
});

test("a database address that is not PostgreSQL's is refused without repeating it", () => {
  expect(() => readConfig({ DATABASE_URL: "mysql://root:hunter2@db" })).toThrow(/^(?![^]*hunter2)[^]*DATABASE_URL: expected postgres/);
});

test("sizes may carry K, M, G or T", () => {
  expect(readConfig({ SPOOL_MAX_BYTES: "2G" }).spoolMaxBytes).toBe(2 ** 31);
});

test("the server's README lists exactly the variables that the configuration reads", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const section = readme.split("## Environment")[1]?.split("\n## ")[0] ?? "";
  const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual([...Object.keys(VARIABLES), ...SECRET_VARIABLES].sort());
});
