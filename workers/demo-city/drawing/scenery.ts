import type { Canvas, Shade } from "./canvas.ts";
import { lit, type Colour } from "./colour.ts";
import { dot, minus, type Perspective, type Place } from "./perspective.ts";
import { around, type Rect } from "./rect.ts";

/** Something that stands in the room: drawn in the order of its distance, and again wherever something near it moved. */
export interface Thing {
  depthM: number;
  area: Rect;
  draw(canvas: Canvas): void;
}

/** A box with its sides along the walls. */
export interface Box {
  from: Place;
  to: Place;
  colour: Colour;
}

/** Light from above is full, from the window side (x = 0) nearly so, from the far side less. */
const SIDES = [
  { normal: { x: 0, y: 0, z: 1 }, light: 1.06, corners: ["001", "101", "111", "011"] },
  { normal: { x: -1, y: 0, z: 0 }, light: 0.95, corners: ["000", "010", "011", "001"] },
  { normal: { x: 1, y: 0, z: 0 }, light: 0.66, corners: ["100", "110", "111", "101"] },
  { normal: { x: 0, y: -1, z: 0 }, light: 0.8, corners: ["000", "100", "101", "001"] },
  { normal: { x: 0, y: 1, z: 0 }, light: 0.74, corners: ["010", "110", "111", "011"] },
] as const;

/** Distance for the drawing order. All things are compared at one height, or a low camera angle would put tall ones behind. */
export function standingDepthM(at: { x: number; y: number }, view: Perspective): number {
  return view.project({ x: at.x, y: at.y, z: 0.8 }).depthM;
}

/** Boxes that belong together (a desk: top, legs, screen) as one thing; later boxes are drawn over earlier ones. */
export function thingOfBoxes(boxes: readonly Box[], view: Perspective): Thing | null {
  const faces = boxes.flatMap((box) => visibleFaces(box, view));
  const corners = faces.flatMap((face) => face.corners);
  if (corners.length === 0) return null;
  return {
    depthM: standingDepthM(centreOfAll(boxes), view),
    area: around(corners, 2),
    draw: (canvas) => {
      for (const face of faces) canvas.fillPolygon(face.corners, face.colour);
    },
  };
}

function visibleFaces(box: Box, view: Perspective) {
  return SIDES.flatMap((side) => {
    const corners = side.corners.map((bits) => cornerOf(box, bits));
    const [first] = corners;
    if (!first || dot(side.normal, minus(view.eye, first)) <= 0) return [];
    return [{ corners: view.projectFace(corners), colour: lit(box.colour, side.light) }];
  });
}

function cornerOf(box: Box, bits: string): Place {
  const pick = (axis: "x" | "y" | "z", index: number) => (bits[index] === "1" ? box.to[axis] : box.from[axis]);
  return { x: pick("x", 0), y: pick("y", 1), z: pick("z", 2) };
}

function centreOfAll(boxes: readonly Box[]): { x: number; y: number } {
  const middle = (axis: "x" | "y") => (Math.min(...boxes.map((box) => box.from[axis])) + Math.max(...boxes.map((box) => box.to[axis]))) / 2;
  return { x: middle("x"), y: middle("y") };
}

/** A flat patch on a wall, the floor or the ceiling. */
export function drawPatch(canvas: Canvas, view: Perspective, corners: readonly Place[], colour: Colour, shade?: Shade): void {
  canvas.fillPolygon(view.projectFace(corners), colour, shade);
}
