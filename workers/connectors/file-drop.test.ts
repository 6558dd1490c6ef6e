import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../shared/node/log/log.ts";
import type { EventsAnswer } from "../../shared/events/event-refusal.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { PostRefused } from "./event-poster.ts";
import { FileDropConnector } from "./file-drop.ts";

interface Event {
  id: string;
  sequence: number;
  data: object;
}

async function setUp(answer?: (events: readonly Event[]) => EventsAnswer) {
  const folder = await mkdtemp(join(tmpdir(), "mingjian-drop-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const clock = new FakeClock();
  const posted: Event[][] = [];
  const takeAll = (events: readonly Event[]): EventsAnswer => ({ accepted: events.length, refused: 0, answers: events.map((_event, index) => ({ index, accepted: true, seq: index + 1, repeated: false })) });
  const connector = new FileDropConnector({
    config: { kind: "file-drop", source: "hr-export", token: "t", folder, type: "candidate.absent", pollSeconds: 1, settleSeconds: 3 },
    post: async (events) => {
      posted.push(events as Event[]);
      return (answer ?? takeAll)(events as Event[]);
    },
    clock,
    log: silentLog(),
  });
  /** Looks, lets the time to settle pass, and looks again. */
  const settle = async () => {
    await connector.round();
    clock.advance(3_000);
    return connector.round();
  };
  const put = (name: string, text: string | Buffer) => writeFile(join(folder, name), text);
  const report = async (place: string) => JSON.parse(await readFile(join(folder, `${place}.report.json`), "utf8")) as object;
  return { folder, clock, connector, posted, settle, put, report, list: async (place: string) => (await readdir(join(folder, place))).sort() };
}

test("a file is taken when it no longer grows, and moved with a report beside it", async () => {
  const { folder, connector, clock, posted, put, list, report } = await setUp();
  await put("a.json", '[{"id":"e1"}');
  await connector.round();
  clock.advance(2_000);
  await appendFile(join(folder, "a.json"), ",7]");
  await connector.round();
  clock.advance(2_000);
  expect(await connector.round()).toEqual([]);
  clock.advance(1_000);
  expect(await connector.round()).toEqual(["a.json"]);
  expect(posted).toEqual([[{ id: "e1" }, 7]]);
  expect(await list("done")).toEqual(["a.json", "a.json.report.json"]);
  expect(await report("done/a.json")).toMatchObject({ accepted: 2, refused: 0 });
});

test("names that programs give to unfinished files are left alone", async () => {
  const { put, settle, list } = await setUp();
  for (const name of ["a.json.part", ".b.json", "~$c.xlsx", "d.tmp"]) await put(name, "[]");
  expect(await settle()).toEqual([]);
  expect(await list(".")).toEqual([".b.json", "a.json.part", "d.tmp", "done", "refused", "~$c.xlsx"]);
});

test("a refused event puts its file into refused, with the reason in the report", async () => {
  const refusal = { index: 1, accepted: false as const, reason: "wrong-data" as const, path: "data.orgId", expected: "an id", got: "nothing", advice: { zh: "补上", en: "add it" } };
  const { put, settle, list, report } = await setUp(() => ({ accepted: 1, refused: 1, answers: [{ index: 0, accepted: true, seq: 1, repeated: false }, refusal] }));
  await put("b.jsonl", '{"id":"e1"}\n\n{"id":"e2"}\n');
  await settle();
  expect(await list("refused")).toEqual(["b.jsonl", "b.jsonl.report.json"]);
  expect(await report("refused/b.jsonl")).toMatchObject({ accepted: 1, refused: 1, events: [refusal] });
});

test("rows of a table become events whose numbers are the same whenever the same file comes", async () => {
  const { put, settle, posted, list } = await setUp();
  const csv = "发生时间,评价机构编号,场次编号,人员编号\r\n2026-03-16,port,s1,p1\r\n2026-03-16,port,s1,p2\r\n";
  await put("c.csv", csv);
  await settle();
  await put("c.csv", csv);
  await settle();
  expect(posted[0]).toMatchObject([{ specversion: "1.0", source: "hr-export", type: "candidate.absent", data: { personId: "p1" } }, { data: { personId: "p2" } }]);
  expect(posted[1]).toEqual(posted[0]);
  expect(Number.isSafeInteger(posted[0]?.[1]?.sequence)).toBe(true);
  expect(await list("done")).toEqual(["2-c.csv", "2-c.csv.report.json", "c.csv", "c.csv.report.json"]);
});

test.each([
  ["broken.json", "{", /expected JSON/],
  ["line.jsonl", '{"a":1}\n{"b"', /line 2/],
  ["photo.png", "x", /ends with \.json/],
  ["old.csv", Buffer.from("d0cf11e0", "hex"), /save it as \.xlsx/],
])("a file %s that cannot be read is refused in words and nothing is sent", async (name, text, words) => {
  const { put, settle, report, posted } = await setUp();
  await put(name, text);
  await settle();
  expect(await report(`refused/${name}`)).toMatchObject({ accepted: 0, reason: expect.stringMatching(words) as string });
  expect(posted).toEqual([]);
});

test("a table with a bad cell is refused whole, each cell named", async () => {
  const { put, settle, report, posted } = await setUp();
  await put("d.csv", "发生时间,评价机构编号,场次编号,人员编号\r\n2026-03-16,port,s1,p1\r\n2026-02-30,port,s1,p2\r\n");
  await settle();
  expect(await report("refused/d.csv")).toMatchObject({ refused: 1, rows: [{ row: 3, column: "发生时间" }] });
  expect(posted).toEqual([]);
});

test("what the centre refuses as a whole is in the report, and what is an outage is not a refusal", async () => {
  const refused = await setUp(() => { throw new PostRefused("status 401: expected a producer's token"); });
  await refused.put("e.json", "{}");
  await refused.settle();
  expect(await refused.report("refused/e.json")).toMatchObject({ reason: "status 401: expected a producer's token" });
  const stopped = await setUp(() => { throw new Error("stopped"); });
  await stopped.put("f.json", "{}");
  await expect(stopped.settle()).rejects.toThrow("stopped");
  expect(await stopped.list(".")).toEqual(["done", "f.json", "refused"]);
});
