import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../log/log.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { isPostgres } from "./embedded/postgres-directory.ts";
import { systemClock } from "../../time/system-clock.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "mingjian-embedded-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

async function serverPid(): Promise<number> {
  return Number((await readFile(path.join(directory, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
}

test("the embedded server stores UTF-8 sorted by code point and answers on loopback only", async () => {
  const server = await startEmbeddedPostgres({ directory, log: silentLog() });
  expect(await ask(server.url, "show server_encoding")).toEqual([{ server_encoding: "UTF8" }]);
  expect(await ask(server.url, "select 'Z' < 'a' and 'z' < '考' as sorted")).toEqual([{ sorted: true }]);
  expect(await ask(server.url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  expect((await stat(path.join(directory, "password"))).mode & 0o777).toBe(0o600);
  await server.stop();
});

test("without the password the embedded server lets nobody in", async () => {
  const server = await startEmbeddedPostgres({ directory, log: silentLog() });
  await expect(ask(server.url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow(/password authentication failed/);
  await server.stop();
});

test("a row committed before PostgreSQL and its launcher were killed is there after the next start", async () => {
  const first = await startEmbeddedPostgres({ directory, log: silentLog() });
  await ask(first.url, "create table kept (n int); insert into kept values (7)");
  process.kill(await serverPid(), "SIGKILL");
  expect(await first.exited).toBe("signal SIGKILL");
  const second = await startEmbeddedPostgres({ directory, log: silentLog() });
  expect(await ask(second.url, "select n from kept")).toEqual([{ n: 7 }]);
  await second.stop();
});

test("a second start adopts the running server and its stop leaves it to the one who started it", async () => {
  const first = await startEmbeddedPostgres({ directory, log: silentLog() });
  const second = await startEmbeddedPostgres({ directory, log: silentLog() });
  expect(second.url).toBe(first.url);
  await second.stop();
  expect(await ask(first.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await first.stop();
});

test("two starts at once give one server", async () => {
  const [one, two] = await Promise.all([startEmbeddedPostgres({ directory, log: silentLog() }), startEmbeddedPostgres({ directory, log: silentLog() })]);
  expect(one.url).toBe(two.url);
  await Promise.all([one.stop(), two.stop()]);
});

test("stop ends the server and starting again keeps the rows", async () => {
  const first = await startEmbeddedPostgres({ directory, log: silentLog() });
  await ask(first.url, "create table kept (n int); insert into kept values (7)");
  const pid = await serverPid();
  await first.stop();
  expect(await isPostgres(pid)).toBe(false);
  const second = await startEmbeddedPostgres({ directory, log: silentLog() });
  expect(await ask(second.url, "select n from kept")).toEqual([{ n: 7 }]);
  await second.stop();
});

test("a pid file that names another program does not keep the database from starting", async () => {
  const first = await startEmbeddedPostgres({ directory, log: silentLog() });
  await first.stop();
  await writeFile(path.join(directory, "data", "postmaster.pid"), `${process.pid}\n${directory}\n0\n5432\n\n\n`);
  const second = await startEmbeddedPostgres({ directory, log: silentLog() });
  expect(await ask(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await second.stop();
});

test.skipIf(process.platform !== "linux")("PostgreSQL shuts down cleanly when its launcher is killed with -9 (setpriv, Linux)", async () => {
  const modules = { launcher: new URL("embedded-postgres.ts", import.meta.url).href, log: new URL("../log/log.ts", import.meta.url).href };
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(modules.launcher)}; import { silentLog } from ${JSON.stringify(modules.log)};
    await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)}, log: silentLog() }); process.stdout.write("ready"); setInterval(() => undefined, 1000);`;
  const launcher = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(launcher.stdout, "data");
  const pid = await serverPid();
  launcher.kill("SIGKILL");
  while (await isPostgres(pid)) await systemClock.sleep(20);
  expect(await readFile(path.join(directory, "postgres.log"), "utf8")).not.toMatch(/PANIC|FATAL: {2}the database system was interrupted/);
});
