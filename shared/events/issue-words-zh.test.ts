import { expect, test } from "vitest";
import { exampleEvent } from "./description/example-event.ts";
import { expectedInChinese, gotInChinese } from "./issue-words-zh.ts";
import { inspectEvent } from "./read-event.ts";
import { mutants } from "./test-mutations.ts";

const HAN = /\p{Script=Han}/u;

test("whatever thousands of malformed events are refused for is said in Chinese too", () => {
  const unsaid = new Set<string>();
  for (const { json } of mutants(exampleEvent, 6_000, 3)) {
    const event = readable(json);
    if (event === undefined) continue;
    const inspection = inspectEvent(event, { id: "exam-platform", orgId: null }, Date.parse("2030-01-01T00:00:00Z"));
    if ("event" in inspection) continue;
    for (const { expected, got } of inspection.refusals) {
      if (!HAN.test(expectedInChinese(expected)) && !expected.startsWith("specversion")) unsaid.add(expected);
      if (!HAN.test(gotInChinese(got)) && !/^["\d-]|^(true|false|Infinity)$/.test(got)) unsaid.add(got);
    }
  }
  expect([...unsaid]).toEqual([]);
});

test.each([
  ['validTo not before validFrom "2026-01-01"', 'validTo 不早于 validFrom "2026-01-01"'],
  ['a day as text, for example "2026-03-16" (several are separated by ";")', '文本形式的日期，例如 "2026-03-16"（多个之间用“;”分隔）'],
  ['one of "E"|"S"', '下列之一："E"、"S"'],
  ["array to have >=2 items", "项数不少于 2"],
  ['a moment, for example "2026-03-16 09:00" (Beijing time) or with its offset', '时刻，例如 "2026-03-16 09:00"（北京时间），或带时区'],
  ["text, or number, or boolean", "文本，或数字，或是或否（true / false）"],
  ["the site's id as text", "场所编号（文本）"],
])("the expectation %s is %s", (english, chinese) => {
  expect(expectedInChinese(english)).toBe(chinese);
});

test("what came is told in Chinese, values untouched, and what nobody translated stays readable", () => {
  expect(gotInChinese("nothing")).toBe("没有填写");
  expect(gotInChinese('"2026-13-01"')).toBe('"2026-13-01"');
  expect(expectedInChinese("a thing that was added yesterday")).toBe("a thing that was added yesterday");
});

function readable(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
