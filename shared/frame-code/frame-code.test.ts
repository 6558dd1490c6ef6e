import fc from "fast-check";
import { expect, test } from "vitest";
import { paintFrameCode, readFrameCode, type LumaPlane } from "./frame-code.ts";

test.for([
  [320, 180],
  [480, 270],
  [960, 540],
  [640, 480],
  [1920, 1080],
])("a painted frame code is read back from a picture of %i × %i", ([width = 0, height = 0]) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xffffffff }), (source, counter) => {
      const plane = grey(width, height);
      paintFrameCode(plane, { source, counter });
      expect(readFrameCode(plane)).toEqual({ source, counter });
    }),
    { numRuns: 20 },
  );
});

test("a frame code survives being scaled to another size and read from canvas pixels", () => {
  const plane = grey(960, 540);
  paintFrameCode(plane, { source: 7, counter: 123_456 });
  for (const [width, height] of [[640, 360], [426, 240], [320, 180], [1280, 720]] as const) {
    expect(readFrameCode(toRgba(plane, width, height))).toEqual({ source: 7, counter: 123_456 });
  }
});

test("a picture without a frame code, all grey or all black, reads as none", () => {
  expect(readFrameCode(grey(640, 360))).toBeNull();
  const black = grey(640, 360);
  black.data.fill(0);
  expect(readFrameCode(black)).toBeNull();
});

test("a frame code with one wrong cell is refused by its check sum", () => {
  const plane = grey(960, 540);
  paintFrameCode(plane, { source: 1, counter: 2 });
  for (let y = 486; y < 498; y++) plane.data.fill(220, y * 960 + 6, y * 960 + 18);
  expect(readFrameCode(plane)).toBeNull();
});

function grey(width: number, height: number): LumaPlane {
  return { data: new Uint8Array(width * height).fill(110), width, height, rowStride: width, pixelStride: 1 };
}

function toRgba(plane: LumaPlane, width: number, height: number): LumaPlane {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceY = Math.floor((y * plane.height) / height);
      const sourceX = Math.floor((x * plane.width) / width);
      data.fill(plane.data[sourceY * plane.rowStride + sourceX] ?? 0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height, rowStride: width * 4, pixelStride: 4 };
}
