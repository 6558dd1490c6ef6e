import { expect, test } from "vitest";
import { isOwnOrigin } from "./origin.ts";

test("a browser page of this host, or of the public address behind a proxy, is our own", () => {
  expect(isOwnOrigin("http://10.0.0.5:8080", "10.0.0.5:8080", null)).toBe(true);
  expect(isOwnOrigin("https://mingjian.example.cn", "server:8080", "https://mingjian.example.cn")).toBe(true);
  expect(isOwnOrigin(undefined, "10.0.0.5:8080", null)).toBe(true);
});

test("another site, another port and the opaque origin are not our own", () => {
  for (const origin of ["https://evil.example", "http://10.0.0.5:9090", "null", ""]) expect(isOwnOrigin(origin, "10.0.0.5:8080", null)).toBe(false);
});
