import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestServer } from "../../server/test-server.ts";
import { exampleEvent } from "../../shared/events/description/example-event.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { readConnectorConfig } from "../../workers/connectors/config/read-config.ts";
import { runConnectors } from "../../workers/connectors/run-connectors.ts";

test("files that another system drops into a folder are in the ledger, and a wrong one lies in refused with its reasons", async () => {
  const server = await startTestServer();
  const folder = await mkdtemp(join(tmpdir(), "mingjian-connect-"));
  onTestFinished(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const serverUrl = await server.listen();
  const cookie = await server.signInAs("administrator");
  const saved = await server.app.inject({ method: "PUT", url: "/api/v1/producers/exam-platform", headers: { cookie }, payload: { name: "考试平台", system: "S20" } });
  await writeFile(join(folder, ".token"), saved.json<{ token: string }>().token);
  const drop = { kind: "file-drop", source: "exam-platform", token: { file: ".token" }, folder: ".", pollSeconds: 1, settleSeconds: 0 };
  await writeFile(join(folder, ".connect.json"), JSON.stringify({ serverUrl, connectors: [drop] }));
  const events = [exampleEvent("plan.received"), exampleEvent("results.posted")];
  await writeFile(join(folder, "good.json"), JSON.stringify(events));
  await writeFile(join(folder, "wrong.jsonl"), `${JSON.stringify(exampleEvent("batch.recognised"))}\n${JSON.stringify({ ...exampleEvent("batch.refused"), time: "2026-02-30T00:00:00Z" })}\n`);
  await writeFile(join(folder, "candidate.absent--0316.csv"), "发生时间,评价机构编号,场次编号,人员编号\r\n2026-03-16 09:00,port,s1,p1\r\n");

  const stopping = new AbortController();
  const clock = new FakeClock(server.context.clock.nowUs());
  const running = runConnectors({ config: await readConnectorConfig(join(folder, ".connect.json")), clock, log: silentLog(), signal: stopping.signal });
  const moved = async (place: string) => (await readdir(join(folder, place)).catch(() => [])).filter((name) => !name.endsWith(".report.json")).sort();
  await expect.poll(async () => {
    clock.advance(1_000);
    return [await moved("done"), await moved("refused")];
  }, { timeout: 20_000 }).toEqual([["candidate.absent--0316.csv", "good.json"], ["wrong.jsonl"]]);
  stopping.abort();
  await running;

  const kinds = await server.db.selectFrom("ledgerEntry").select("kind").where("producer", "=", "exam-platform").orderBy("kind").execute();
  expect(kinds.map(({ kind }) => kind)).toEqual(["batch.recognised", "candidate.absent", "plan.received", "results.posted"]);
  expect(JSON.parse(await readFile(join(folder, "refused/wrong.jsonl.report.json"), "utf8"))).toMatchObject({ accepted: 1, refused: 1, events: [{ index: 1, path: "time", got: '"2026-02-30T00:00:00Z"' }] });
  const slots = await server.app.inject({ url: "/api/v1/systems", headers: { cookie } });
  expect(slots.json<{ id: string; configured: boolean }[]>().find(({ id }) => id === "S20")).toMatchObject({ configured: true });
});
