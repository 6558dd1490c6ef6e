import { expect, test } from "vitest";
import { readFrameCode } from "../../../shared/frame-code/frame-code.ts";
import { planRoom } from "./room-plan.ts";
import { RoomPicture } from "./room-picture.ts";

const SIZE = { width: 480, height: 270 };

test("a room drawn frame by frame looks the same as one drawn at once, so that nobody leaves a trace behind", () => {
  for (const kind of ["written", "computer", "workshop"] as const) {
    const options = { ...SIZE, plan: planRoom(kind, 3), mounting: "front", caption: "R1-C1", source: 4 } as const;
    const stepwise = new RoomPicture(options);
    for (let frame = 0; frame < 100; frame++) stepwise.draw(frame / 2, `12:00:${frame % 60}`, frame);
    const atOnce = new RoomPicture(options);
    atOnce.draw(99 / 2, "12:00:39", 99);
    expect(Buffer.compare(Buffer.from(stepwise.canvas.bytes), Buffer.from(atOnce.canvas.bytes))).toBe(0);
  }
});

test("every drawn frame carries its camera and its number, whoever walks through the corner", () => {
  const picture = new RoomPicture({ ...SIZE, plan: planRoom("workshop", 0), mounting: "rear", caption: "R1-C2", source: 11 });
  for (let frame = 0; frame < 300; frame++) {
    picture.draw(frame / 5, "12:00:00", frame);
    const plane = { data: picture.canvas.y, width: SIZE.width, height: SIZE.height, rowStride: SIZE.width, pixelStride: 1 as const };
    expect(readFrameCode(plane)).toEqual({ source: 11, counter: frame });
  }
});
