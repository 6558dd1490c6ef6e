import { expect, test } from "vitest";
import { createLog } from "./log.ts";
import { prettyLine } from "./pretty-destination.ts";

function collecting() {
  const lines: string[] = [];
  return { lines, destination: { write: (line: string) => void lines.push(line) } };
}

test("a log line is JSON with the level in words and an ISO time", () => {
  const { lines, destination } = collecting();
  createLog({ name: "capture", level: "info", destination }).info({ cameraId: "c1" }, "streaming");
  const entry = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
  expect(entry).toMatchObject({ level: "info", name: "capture", cameraId: "c1", msg: "streaming" });
  expect(entry["time"]).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test("a token never reaches the log, at the top or one level down", () => {
  const { lines, destination } = collecting();
  createLog({ name: "capture", level: "info", destination }).info({ token: "secret-1", camera: { token: "secret-2" } }, "opening");
  expect(lines[0]).not.toContain("secret-");
});

test("the readable form keeps message, fields and the error's stack", () => {
  const { lines, destination } = collecting();
  createLog({ name: "server", level: "info", destination }).error({ err: new Error("disk gone"), room: "r1" }, "append failed");
  const line = prettyLine(lines[0] ?? "");
  expect(line).toMatch(/^\d\d:\d\d:\d\d ERROR server append failed room=r1\n {2}Error: disk gone/);
});
