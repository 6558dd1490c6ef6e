import { expect, test } from "vitest";
import { EVENT_TYPES, exampleEvent } from "../description/example-event.ts";
import type { EventType } from "../event-catalog.ts";
import type { JsonValue } from "../../segment/canonical-json.ts";
import type { CellContent } from "./read-cell.ts";
import { readDay, readMoment } from "./read-date.ts";
import { findColumn, templateColumns } from "./sheet-columns.ts";
import { sheetEvents } from "./sheet-events.ts";

function read(type: EventType, rows: readonly (readonly CellContent[])[]) {
  return sheetEvents(rows, { type, producer: { id: "import-1", orgId: null }, nowMs: Date.parse("2026-11-22T00:00:00Z"), numberOf: (row) => ({ sequence: row, id: `row-${row}` }) });
}

function cellOf(value: JsonValue | undefined): CellContent {
  if (Array.isArray(value)) return value.map(String).join("；");
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? Object.entries(value).map(([name, inner]) => `${name}=${String(inner)}`).join(";") : (value as CellContent);
}

const at = (data: JsonValue, path: string) => path.split(".").reduce<JsonValue | undefined>((value, step) => (value as { [step: string]: JsonValue } | undefined)?.[step], data);

test("every column of every template is found again under its own heading", () => {
  const lost = EVENT_TYPES.flatMap((type) => templateColumns(type).filter(({ heading, path }) => findColumn(type, heading)?.path !== path).map(({ heading }) => `${type}: ${heading}`));
  expect(lost).toEqual([]);
});

test("the example of every type, written into its template, is read back as it was", () => {
  const changed = EVENT_TYPES.filter((type) => {
    const { data, time } = exampleEvent(type);
    const columns = templateColumns(type);
    const row = columns.map(({ path }) => (path === "time" ? time : cellOf(at(data, path))));
    const { events, problems } = read(type, [columns.map(({ heading }) => heading), row]);
    return problems.length > 0 || JSON.stringify(events[0]?.data) !== JSON.stringify(data);
  });
  expect(changed).toEqual([]);
});

test("headings may be Chinese or English, and things in a list are numbered columns", () => {
  const { events, problems } = read("org.scope.changed", [
    ["发生时间", "orgId", "行政区划代码", "机构类型", "职业范围.1.职业（工种）", "职业范围.1.等级", "occupations.2.occupation", "occupations.2.levels", "有效期起"],
    ["2026-03-16 9:00", "port", 350200, "企业", "电工", "3;4", "焊工", 5, "2026年3月16日"],
  ]);
  expect(problems).toEqual([]);
  expect(events[0]).toMatchObject({ time: "2026-03-16T09:00:00+08:00", data: { areaCode: "350200", evaluatorType: "E", occupations: [{ occupation: "电工", levels: [3, 4] }, { occupation: "焊工", levels: [5] }], validFrom: "2026-03-16" } });
});

test("every bad cell is named with its row and column, and the good rows stay good", () => {
  const { rows, events, badRows, problems } = read("candidate.absent", [
    ["发生时间", "评价机构编号", "场次编号", "人员编号"],
    ["2026-03-16 09:00", "port", "s1", "p1"],
    ["2026-02-30", "港 口", "s1", ""],
    ["", "", "", ""],
    [null, "port", "s1", 12],
  ]);
  expect([rows, events.length, badRows]).toEqual([3, 1, 2]);
  expect(problems.map(({ row, column }) => [row, column])).toEqual([[3, "发生时间"], [3, "评价机构编号"], [3, "人员编号"], [5, "发生时间"]]);
  for (const { expected, got, advice } of problems) expect([expected, got, advice.zh, advice.en]).not.toContain("");
});

test("a heading that means nothing is told with the nearest one, and no row is entered beside it", () => {
  const { events, problems } = read("candidate.absent", [["发生时间", "评价机构编号", "场次编号", "人员编码"], ["2026-03-16", "port", "s1", "p1"]]);
  expect(events).toEqual([]);
  expect(problems[0]).toMatchObject({ row: 1, column: "人员编码", advice: { zh: "是否应为“人员编号”？改名或删除该列" } });
});

test("a formula guard is taken off, a number whose end a sheet has lost is refused", () => {
  const sheet = (id: CellContent) => read("org.annual_report.received", [["time", "orgId", "year"], ["2026-03-16", id, 2025]]);
  expect(read("org.stopped", [["time", "orgId", "reason"], ["2026-03-16", "port", "'=cmd"]]).events[0]?.data["reason"]).toBe("=cmd");
  expect(sheet(350_200_197_001_011_200).problems).toMatchObject([{ row: 2, column: "orgId", expected: "text" }]);
});

test.each([
  ["2026-03-16", "2026-03-16"],
  ["2026/3/6", "2026-03-06"],
  ["２０２６年３月１６日", "2026-03-16"],
  [46097, "2026-03-16"],
  [new Date("2026-03-16T00:00:00Z"), "2026-03-16"],
  ["2026-02-29", null],
  ["16/03/2026", null],
  [3, null],
] as const)("a cell with %s is the day %s, in whatever zone the process runs", (cell, day) => {
  expect(readDay(cell)).toBe(day);
});

test.each([
  ["2026-03-16 09:05", "2026-03-16T09:05:00+08:00"],
  ["2026/3/16 9:05:30", "2026-03-16T09:05:30+08:00"],
  ["2026-03-16", "2026-03-16T00:00:00+08:00"],
  ["2026-03-16T01:00:00Z", "2026-03-16T01:00:00Z"],
  [46097.375, "2026-03-16T09:00:00+08:00"],
  [new Date("2026-03-16T08:59:59.999Z"), "2026-03-16T09:00:00+08:00"],
  ["2026-03-16 25:00", null],
] as const)("a cell with %s is the moment %s", (cell, moment) => {
  expect(readMoment(cell)).toBe(moment);
});
