import type { Canvas } from "./canvas.ts";
import { lit, rgb, type Colour } from "./colour.ts";
import type { Perspective, Place } from "./perspective.ts";
import { drawPatch } from "./scenery.ts";

/** Size and paint of a room, in metres. */
export interface Shell {
  widthM: number;
  depthM: number;
  heightM: number;
  wall: Colour;
  floor: Colour;
  /** What hangs on the front wall: a chalk board with a bright frame, or a white one. */
  board: Colour;
}

const SKY = rgb(232, 242, 250);
const FRAME = rgb(205, 208, 210);
const LAMP = rgb(255, 255, 250);
const TILE_M = 0.8;

/** Everything that never moves: drawn once, copied back from then on wherever somebody moved away. */
export function drawShell(canvas: Canvas, view: Perspective, shell: Shell): void {
  drawFloorAndCeiling(canvas, view, shell);
  drawWalls(canvas, view, shell);
  drawWindows(canvas, view, shell);
  drawFrontWall(canvas, view, shell);
  drawDoor(canvas, view, shell);
  drawLamps(canvas, view, shell);
}

function drawFloorAndCeiling(canvas: Canvas, view: Perspective, { widthM, depthM, heightM, floor }: Shell): void {
  drawPatch(canvas, view, level(0, 0, widthM, depthM, heightM), rgb(226, 227, 224));
  const fromWindow = (_x: number, y: number) => 0.82 + (0.2 * y) / canvas.height;
  drawPatch(canvas, view, level(0, 0, widthM, depthM, 0), floor, fromWindow);
  const joint = lit(floor, 0.86);
  for (let x = TILE_M; x < widthM; x += TILE_M) drawPatch(canvas, view, level(x, 0, x + 0.02, depthM, 0), joint);
  for (let y = TILE_M; y < depthM; y += TILE_M) drawPatch(canvas, view, level(0, y, widthM, y + 0.02, 0), joint);
}

function drawWalls(canvas: Canvas, view: Perspective, { widthM, depthM, heightM, wall }: Shell): void {
  const skirting = lit(wall, 0.72);
  const sides = [
    { light: 0.88, at: (share: number, z: number): Place => ({ x: 0, y: share * depthM, z }) },
    { light: 0.97, at: (share: number, z: number): Place => ({ x: widthM, y: share * depthM, z }) },
    { light: 0.92, at: (share: number, z: number): Place => ({ x: share * widthM, y: 0, z }) },
    { light: 0.9, at: (share: number, z: number): Place => ({ x: share * widthM, y: depthM, z }) },
  ];
  for (const { light, at } of sides) {
    const brighterUp = (_x: number, y: number) => light * (1.05 - (0.14 * y) / canvas.height);
    drawPatch(canvas, view, [at(0, 0), at(1, 0), at(1, heightM), at(0, heightM)], wall, brighterUp);
    drawPatch(canvas, view, [at(0, 0), at(1, 0), at(1, 0.9), at(0, 0.9)], lit(wall, 0.93), brighterUp);
    drawPatch(canvas, view, [at(0, 0), at(1, 0), at(1, 0.12), at(0, 0.12)], skirting);
  }
}

function drawWindows(canvas: Canvas, view: Perspective, { depthM, floor }: Shell): void {
  const count = Math.floor(depthM / 2.4);
  for (let index = 0; index < count; index++) {
    const from = ((index + 0.2) * depthM) / count;
    const to = ((index + 0.85) * depthM) / count;
    const middle = (from + to) / 2;
    drawPatch(canvas, view, sideWall(from - 0.06, to + 0.06, 0.94, 2.46), FRAME);
    drawPatch(canvas, view, sideWall(from, middle - 0.03, 1, 2.4), SKY);
    drawPatch(canvas, view, sideWall(middle + 0.03, to, 1, 2.4), lit(SKY, 0.97));
    // The sun that falls through it lies on the floor, drawn out along the room.
    drawPatch(canvas, view, [{ x: 0.5, y: from + 0.3, z: 0 }, { x: 0.5, y: to + 0.3, z: 0 }, { x: 1.7, y: to + 0.8, z: 0 }, { x: 1.7, y: from + 0.8, z: 0 }], lit(floor, 1.16));
  }
}

function drawFrontWall(canvas: Canvas, view: Perspective, { widthM, board }: Shell): void {
  const middle = widthM / 2;
  const wall = (from: number, to: number, low: number, high: number): Place[] => [
    { x: from, y: 0.02, z: low }, { x: to, y: 0.02, z: low }, { x: to, y: 0.02, z: high }, { x: from, y: 0.02, z: high },
  ];
  drawPatch(canvas, view, wall(middle - 2.06, middle + 2.06, 0.94, 2.31), FRAME);
  drawPatch(canvas, view, wall(middle - 2, middle + 2, 1, 2.25), board);
  for (const [row, length] of [1.5, 2.4, 2.1, 0.9].entries()) {
    const high = 2.02 - row * 0.22;
    drawPatch(canvas, view, wall(middle + 1.7 - length, middle + 1.7, high - 0.05, high), lit(board, board.y > 120 ? 0.55 : 1.9));
  }
  drawPatch(canvas, view, wall(middle - 1.1, middle + 1.1, 2.42, 2.72), rgb(186, 44, 40));
  drawPatch(canvas, view, wall(middle - 0.95, middle + 0.95, 2.52, 2.62), rgb(240, 214, 150));
}

function drawDoor(canvas: Canvas, view: Perspective, { widthM, depthM }: Shell): void {
  const wall = (from: number, to: number, low: number, high: number) => sideWall(from, to, low, high, widthM - 0.02);
  drawPatch(canvas, view, wall(0.8, 1.8, 0, 2.15), rgb(150, 112, 78));
  drawPatch(canvas, view, wall(0.88, 1.72, 0.05, 2.08), rgb(176, 136, 98));
  drawPatch(canvas, view, wall(1.1, 1.5, 1.3, 1.95), rgb(196, 212, 220));
  // Rules of the examination, in frames along the wall.
  for (let y = 2.6; y < depthM - 1; y += 1.5) {
    drawPatch(canvas, view, wall(y, y + 0.7, 1.35, 2.3), FRAME);
    drawPatch(canvas, view, wall(y + 0.05, y + 0.65, 1.4, 2.25), rgb(238, 240, 236));
    drawPatch(canvas, view, wall(y + 0.12, y + 0.58, 2.05, 2.15), rgb(50, 96, 160));
    for (let z = 1.55; z < 2; z += 0.12) drawPatch(canvas, view, wall(y + 0.12, y + 0.55, z, z + 0.04), rgb(160, 164, 168));
  }
}

function drawLamps(canvas: Canvas, view: Perspective, { widthM, depthM, heightM }: Shell): void {
  for (let y = 1.2; y < depthM - 0.6; y += 2.2) {
    for (const share of [0.28, 0.72]) {
      const x = widthM * share;
      drawPatch(canvas, view, level(x - 0.65, y, x + 0.65, y + 0.3, heightM - 0.01), FRAME);
      drawPatch(canvas, view, level(x - 0.6, y + 0.04, x + 0.6, y + 0.26, heightM - 0.02), LAMP);
    }
  }
}

function level(x0: number, y0: number, x1: number, y1: number, z: number): Place[] {
  return [{ x: x0, y: y0, z }, { x: x1, y: y0, z }, { x: x1, y: y1, z }, { x: x0, y: y1, z }];
}

function sideWall(y0: number, y1: number, z0: number, z1: number, x = 0.02): Place[] {
  return [{ x, y: y0, z: z0 }, { x, y: y1, z: z0 }, { x, y: y1, z: z1 }, { x, y: y0, z: z1 }];
}
