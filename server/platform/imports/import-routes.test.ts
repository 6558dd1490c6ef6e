import writeExcelFile from "write-excel-file/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { xlsxFile } from "../../../shared/node/event-files/write-table.ts";
import type { ImportAnswer, ImportPreview } from "../../../shared/protocol/imports.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.signInAs("administrator");
});
afterAll(() => server.stop());

const HEADINGS = ["发生时间", "评价机构编号", "场次编号", "人员编号"];
const csv = (...rows: string[]) => Buffer.from([HEADINGS.join(","), ...rows].join("\r\n"), "utf8");

function post(url: string, file: Buffer) {
  return server.app.inject({ method: "POST", url, headers: { cookie, "content-type": "application/octet-stream" }, payload: file });
}
async function preview(file: Buffer, type = "candidate.absent"): Promise<ImportPreview> {
  return (await post(`/api/v1/imports/preview?type=${type}`, file)).json<ImportPreview>();
}
const commit = (file: Buffer, sha256: string, rest = "") => post(`/api/v1/imports?type=candidate.absent&sha256=${sha256}${rest}`, file);

test("a file is previewed, entered, and entered again it counts once", async () => {
  const file = csv("2026-03-16 09:00,port,s1,p1", "2026-03-16 09:00,port,s1,p2");
  const seen = await preview(file);
  expect(seen).toMatchObject({ rows: 2, good: 2, bad: 0, alreadyEntered: 0, events: [{ row: 2, time: "2026-03-16T09:00:00+08:00", data: { orgId: "port", sessionId: "s1", personId: "p1" } }, { row: 3 }] });
  expect((await commit(file, seen.sha256)).json<ImportAnswer>()).toMatchObject({ entered: 2, repeated: 0, leftOut: 0 });
  expect((await commit(file, seen.sha256)).json<ImportAnswer>()).toMatchObject({ entered: 0, repeated: 2 });
  expect((await preview(file)).alreadyEntered).toBe(2);
  const entry = await server.db.selectFrom("ledgerEntry").selectAll().where("producer", "=", seen.source).where("producerSeq", "=", 2).executeTakeFirstOrThrow();
  expect(entry).toMatchObject({ kind: "candidate.absent", subject: "port", eventId: "row-2" });
  const audited = await server.db.selectFrom("ledgerEntry").select("body").where("kind", "=", "events.imported").where("subject", "=", seen.source).execute();
  expect(audited).toHaveLength(2);
});

test("one bad row keeps the whole file out, unless only the good rows are asked for", async () => {
  const file = csv("2026-03-16 09:00,port,s2,p1", "2026-02-30,port,s2,p2", "2026-03-16 09:00,port,,p3");
  const seen = await preview(file);
  expect(seen.problems.map(({ row, column }) => [row, column])).toEqual([[3, "发生时间"], [4, "场次编号"]]);
  expect((await commit(file, seen.sha256)).statusCode).toBe(409);
  expect((await preview(file)).alreadyEntered).toBe(0);
  expect((await commit(file, seen.sha256, "&onlyGood=true")).json<ImportAnswer>()).toMatchObject({ entered: 1, leftOut: 2 });
});

test("a file other than the one that was previewed is not entered", async () => {
  const { sha256 } = await preview(csv("2026-03-16,port,s3,p1"));
  const answer = await commit(csv("2026-03-16,port,s3,p9"), sha256);
  expect([answer.statusCode, answer.body]).toEqual([409, expect.stringContaining("preview this file first")]);
});

test("CSV in GBK, as Chinese Excel saves it, is read as it was meant", async () => {
  // "发生时间,评价机构编号,原因" and "材料不齐" in GBK
  const gbk = Buffer.from("b7a2c9facab1bce42cc6c0bcdbbbfab9b9b1e0bac52cd4add2f20d0a323032362f332f362c706f72742cb2c4c1cfb2bbc6eb0d0a", "hex");
  expect((await preview(gbk, "org.stopped")).events).toMatchObject([{ time: "2026-03-06T00:00:00+08:00", data: { orgId: "port", reason: "材料不齐" } }]);
});

test("an XLSX file's own dates come out as the day that the sheet shows, as cells of dates and as bare numbers", async () => {
  const file = await writeExcelFile([
    ["发生时间", "评价机构编号", "场所编号", "通过日期"],
    [{ value: new Date("2026-03-16T23:30:00Z"), type: Date, format: "yyyy-mm-dd hh:mm" }, "port", "site-1", { value: new Date("2026-03-16T00:00:00Z"), type: Date, format: "yyyy/m/d" }],
    ["2026-03-17", "port", "site-2", 46097],
  ]).toBuffer();
  const { events, problems } = await preview(file, "site.assessed");
  expect(problems).toEqual([]);
  expect(events).toMatchObject([{ time: "2026-03-16T23:30:00+08:00", data: { passedOn: "2026-03-16" } }, { data: { passedOn: "2026-03-16" } }]);
});

test("the template of a type is a file that its own import takes, in both formats", async () => {
  for (const format of ["csv", "xlsx"]) {
    const template = await server.app.inject({ url: `/api/v1/imports/template?type=plan.received&format=${format}`, headers: { cookie } });
    expect(template.statusCode).toBe(200);
    expect(await preview(template.rawPayload, "plan.received")).toMatchObject({ rows: 0, problemCount: 0 });
  }
});

test.each([
  ["nothing", Buffer.alloc(0), /empty/],
  ["an Excel file of before 2007", Buffer.from("d0cf11e0a1b11ae1", "hex"), /save it as \.xlsx/],
  ["a broken archive", Buffer.from("504b030400000000", "hex"), /directory cannot be read/],
  ["bytes that are no text", Buffer.from([0x81, 0xff, 0xff, 0x00]), /UTF-8 or GBK/],
  ["CSV with an open quote", Buffer.from('a,b\r\n"x,1\r\n'), /line \d.*quotes/],
])("a file of %s is refused in words", async (_name, file, words) => {
  const answer = await post("/api/v1/imports/preview?type=candidate.absent", file);
  expect([answer.statusCode, answer.json<{ error: { detail: string } }>().error.detail]).toEqual([400, expect.stringMatching(words)]);
});

test("an archive that would unpack to more than memory should hold is not opened", async () => {
  const file = await xlsxFile([{ name: "a", rows: [["x"]] }]);
  const directory = file.indexOf(Buffer.from("504b0102", "hex"));
  file.writeUInt32LE(3_000_000_000, directory + 24);
  expect((await post("/api/v1/imports/preview?type=candidate.absent", file)).json()).toMatchObject({ error: { detail: expect.stringMatching(/unpacks to at most/) as string } });
});
