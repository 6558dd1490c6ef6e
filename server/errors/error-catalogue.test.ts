import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ERROR_CATALOGUE } from "./error-catalogue.ts";

test("the server's README lists exactly the errors of the catalogue with their statuses", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const section = readme.split("## Errors")[1]?.split("\n## ")[0] ?? "";
  const listed = [...section.matchAll(/^\| `([a-z-]+)` \| (\d+) \|/gm)].map(([, code = "", status]) => [code, Number(status)]);
  expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(Object.entries(ERROR_CATALOGUE).map(([code, { status }]) => [code, status])));
});
