import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { WallDelta } from "../../shared/protocol/wall.ts";
import { MAX_WAITING_DELTAS, WallViewer, type WallSocket } from "./wall-viewer.ts";

/** A page whose connection drains only when the test says so. */
function slowPage() {
  const sent: string[] = [];
  const conn = new EventEmitter();
  const socket = { conn, emit: (event: string, body: { seq?: number; message?: string }) => sent.push(body.message ?? `${event} ${body.seq ?? ""}`) };
  return { viewer: new WallViewer(socket as unknown as WallSocket), sent, drain: () => conn.emit("drain") };
}
const delta = (seq: number): WallDelta => ({ boot: "b", seq, atUs: seq });

test("a wall page that does not read loses deltas past the limit and is told to start over once it reads again", () => {
  const { viewer, sent, drain } = slowPage();
  const kept = Array.from({ length: MAX_WAITING_DELTAS + 3 }, (_, index) => viewer.send(delta(index + 1)));
  expect(kept.filter((each) => !each)).toHaveLength(3);
  expect(sent).toHaveLength(MAX_WAITING_DELTAS);
  drain();
  expect(sent.at(-1)).toMatch(/3 deltas were dropped because this page did not read them/);
  expect(viewer.send(delta(99))).toBe(true);
});

test("a wall page that reads gets every delta", () => {
  const { viewer, sent, drain } = slowPage();
  for (let seq = 1; seq <= 50; seq += 1) {
    expect(viewer.send(delta(seq))).toBe(true);
    drain();
  }
  expect(sent).toHaveLength(50);
});
