import { expect, test } from "vitest";
import { age, bytes, clockTime, duration, longDate, percent } from "./format.ts";
import { zh } from "./zh.ts";

const AT_US = Date.UTC(2026, 10, 21, 1, 42, 17) * 1000;

test("times are shown in Asia/Shanghai whatever the machine's zone", () => {
  expect(clockTime(AT_US)).toBe("09:42:17");
  expect(longDate(AT_US, zh)).toBe("2026-11-21 周六");
});

test("a share is never rounded up to 100 while a second is missing, and is unknown where nothing was expected", () => {
  expect(percent(86_399.9, 86_400, zh)).toBe("99.99");
  expect(percent(86_400, 86_400, zh)).toBe("100.00");
  expect(percent(0, 0, zh)).toBe("—");
});

test("durations, ages and sizes carry units a person reads", () => {
  expect(duration(372, zh)).toBe("06:12");
  expect(duration(43_095, zh)).toBe("11:58:15");
  expect(age(3200, zh)).toBe("3 秒");
  expect(age(700_000, zh)).toBe("12 分钟");
  expect(bytes(1.78e12, zh)).toBe("1.78 TB");
  expect(bytes(null, zh)).toBe("—");
});
