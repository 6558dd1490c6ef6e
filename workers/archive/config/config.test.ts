import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readConfig, VARIABLES } from "./config.ts";

const DATABASE_URL = "postgres://mingjian@127.0.0.1:5432/mingjian";

test("the archive worker without S3 variables uses the local store and the spool of the data directory", () => {
  const config = readConfig({ DATABASE_URL, DATA_DIR: "/srv/mingjian", NODE_NAME: "n1" });
  expect(config).toMatchObject({ spoolDirectory: "/srv/mingjian/spool", spoolId: "n1", retentionYears: 5, store: { kind: "local", folder: "/srv/mingjian/objects", immutable: "off" } });
});

test("half an S3 store in the archive worker's environment is refused and names what is there", () => {
  expect(() => readConfig({ DATABASE_URL, S3_ENDPOINT: "http://store:9000" })).toThrow(/expected all of S3_ENDPOINT, S3_BUCKET.*got only S3_ENDPOINT/);
});

test("every mistake in the archive worker's environment is told at once", () => {
  expect(() => readConfig({ RETENTION_YEARS: "0", OBJECT_STORE_IMMUTABLE: "yes" })).toThrow(/3 mistakes[^]*OBJECT_STORE_IMMUTABLE: expected "auto" or "off"[^]*DATABASE_URL: expected the address[^]*RETENTION_YEARS: expected 1–100 years/);
});

test("the archive worker's README lists exactly the variables that its configuration reads", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const section = readme.split("## Environment")[1] ?? "";
  const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual(Object.keys(VARIABLES).sort());
});
