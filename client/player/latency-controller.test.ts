import { expect, test } from "vitest";
import { LatencyController } from "./latency-controller.ts";

const FRAGMENT_MS = 200;

/** Plays arrivals of a steady stream against the controller; returns the slack and rate at each. */
function play(controller: LatencyController, startSlackMs: number, count: number, jitterMs: (index: number) => number = () => 0) {
  let slackMs = startSlackMs;
  let nowMs = 0;
  const log: { slackMs: number; rate: number; jumped: boolean }[] = [];
  for (let index = 0; index < count; index += 1) {
    nowMs += FRAGMENT_MS;
    const seenMs = Math.max(0, slackMs - jitterMs(index));
    const decision = controller.onFragment({ nowMs, durationMs: FRAGMENT_MS, slackMs: seenMs });
    if (decision.kind === "jump") slackMs = decision.aheadMs - FRAGMENT_MS;
    else slackMs = Math.max(0, slackMs + FRAGMENT_MS - FRAGMENT_MS * decision.rate);
    log.push({ slackMs, rate: decision.kind === "play" ? decision.rate : 1, jumped: decision.kind === "jump" });
  }
  return log;
}

test("a join with a whole group of pictures jumps to the present once and then plays at its own pace", () => {
  const controller = new LatencyController();
  const log = play(controller, 1800, 50);
  expect(log.filter((entry) => entry.jumped)).toHaveLength(1);
  expect(log.at(-1)).toMatchObject({ rate: 1, slackMs: 50 });
  expect(controller.jumps).toBe(0);
});

test("a surplus below the jump limit is chased, never faster than a tenth, until the margin is reached", () => {
  const controller = new LatencyController();
  play(controller, 50, 10);
  const log = play(controller, 600, 200);
  expect(Math.max(...log.map((entry) => entry.rate))).toBe(1.1);
  expect(log.at(-1)?.slackMs).toBeLessThan(100);
  expect(log.at(-1)?.rate).toBe(1);
});

test("more than two seconds behind is jumped over and counted", () => {
  const controller = new LatencyController();
  play(controller, 50, 10);
  play(controller, 2600, 20);
  expect(controller.jumps).toBe(1);
});

test("arrivals that jitter raise the margin until they no longer stall, and calm lowers it again", () => {
  const controller = new LatencyController();
  play(controller, 50, 100, (index) => (index % 5 === 0 ? 120 : 0));
  expect(controller.bufferTargetMs).toBeGreaterThan(FRAGMENT_MS + 80);
  const stalls = controller.stalls;
  play(controller, 200, 1000);
  expect(controller.stalls).toBe(stalls);
  expect(controller.bufferTargetMs).toBe(FRAGMENT_MS + 50);
});

test("a steady stream of any length neither drifts nor stalls", () => {
  const controller = new LatencyController();
  const halfAnHour = (30 * 60 * 1000) / FRAGMENT_MS;
  const log = play(controller, 50, halfAnHour, (index) => index % 3);
  expect(controller.stalls).toBe(0);
  expect(Math.abs((log.at(-1)?.slackMs ?? Infinity) - 50)).toBeLessThan(45);
});
