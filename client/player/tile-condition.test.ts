import { expect, test } from "vitest";
import { conditionOf, isStale, type TileFacts } from "./tile-condition.ts";

const playing: TileFacts = { started: true, socketConnected: true, refusal: null, unsupportedCodecs: null, serverState: "live", sinceFrameMs: 100, chasing: false };

test("a tile says live only while pictures reached the screen within two seconds", () => {
  expect(conditionOf(playing)).toEqual({ kind: "live" });
  expect(conditionOf({ ...playing, chasing: true })).toEqual({ kind: "catching-up" });
  const frozen = conditionOf({ ...playing, sinceFrameMs: 7000 });
  expect(frozen).toEqual({ kind: "no-frames", sinceMs: 7000 });
  expect(isStale(frozen)).toBe(true);
});

test("what the server or the browser refuses is said instead of a black picture", () => {
  expect(conditionOf({ ...playing, refusal: { ok: false, reason: "forbidden", message: "ask" } })).toEqual({ kind: "forbidden", message: "ask" });
  expect(conditionOf({ ...playing, unsupportedCodecs: "hvc1.1.6.L120" })).toEqual({ kind: "unsupported", codecs: "hvc1.1.6.L120" });
});

test("a camera that never sent is told apart from one that went away and from a server that went away", () => {
  const blank = { ...playing, sinceFrameMs: null };
  expect(conditionOf({ ...blank, serverState: "never-connected" })).toEqual({ kind: "offline", ever: false });
  expect(conditionOf({ ...blank, serverState: "offline" })).toEqual({ kind: "offline", ever: true });
  expect(conditionOf({ ...playing, sinceFrameMs: 9000, socketConnected: false })).toEqual({ kind: "server-away" });
  expect(conditionOf({ ...blank, serverState: null })).toEqual({ kind: "connecting" });
});
