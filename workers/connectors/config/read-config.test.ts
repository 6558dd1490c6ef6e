import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConnectorConfig } from "./read-config.ts";

async function write(config: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mingjian-connect-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "token"), "secret\n");
  await writeFile(join(folder, "connect.json"), JSON.stringify(config));
  return join(folder, "connect.json");
}

const drop = { kind: "file-drop", source: "hr-export", token: { file: "token" }, folder: "drop" };

test("a connector's paths are taken from where its file stands, and its secrets are fetched", async () => {
  const path = await write({ serverUrl: "https://mingjian.example.cn/", connectors: [drop] });
  const config = await readConnectorConfig(path);
  expect(config).toMatchObject({ serverUrl: "https://mingjian.example.cn", connectors: [{ token: "secret", folder: join(path, "..", "drop"), pollSeconds: 5 }] });
});

test("every mistake in a connector's file is told at once, each in one sentence", async () => {
  const path = await write({ serverUrl: "mingjian", connectors: [{ ...drop, folder: "", type: "no.such" }, { kind: "ftp" }, { ...drop, token: "plain" }] });
  const error = await readConnectorConfig(path).catch((caught: unknown) => caught as Error);
  expect(error).toMatchObject({ name: "ConnectorConfigError" });
  const { message } = error as Error;
  for (const words of [/serverUrl: expected an address/, /connectors\.0\.folder: expected a folder/, /connectors\.0\.type: expected a type of event/, /connectors\.1\.kind: expected "kind" to be/, /connectors\.2\.token: expected \{"file"/]) expect(message).toMatch(words);
});

test("a secret that is not there stops a connector before it starts", async () => {
  const path = await write({ serverUrl: "http://localhost:8080", connectors: [{ ...drop, token: { env: "MINGJIAN_NO_SUCH_VARIABLE" } }] });
  await expect(readConnectorConfig(path)).rejects.toThrow(/expected it in the variable MINGJIAN_NO_SUCH_VARIABLE, got nothing/);
});
