import { lit, rgb, type Colour } from "./colour.ts";
import type { Box } from "./scenery.ts";

const STEEL = rgb(120, 126, 132);
const DARK = rgb(46, 50, 56);
const PAPER = rgb(244, 244, 238);

function box(x0: number, y0: number, z0: number, x1: number, y1: number, z1: number, colour: Colour): Box {
  return { from: { x: x0, y: y0, z: z0 }, to: { x: x1, y: y1, z: z1 }, colour };
}

/** A desk of 1.1 × 0.55 m with an answer sheet and a pencil case; its user sits behind it (larger y). */
export function desk(x: number, y: number, top: Colour): Box[] {
  return [
    ...[-0.5, 0.44].map((side) => box(x + side, y - 0.22, 0, x + side + 0.06, y + 0.22, 0.7, STEEL)),
    box(x - 0.55, y - 0.28, 0.7, x + 0.55, y + 0.28, 0.74, top),
    box(x - 0.2, y - 0.06, 0.74, x + 0.1, y + 0.2, 0.745, PAPER),
    box(x + 0.2, y - 0.2, 0.74, x + 0.42, y - 0.1, 0.78, rgb(70, 110, 170)),
  ];
}

/** A screen at the far edge of the desk of the same place. A thing of its own: hands lie between it and the desk's middle. */
export function screen(x: number, y: number): Box[] {
  return [
    box(x - 0.06, y - 0.16, 0.74, x + 0.06, y - 0.1, 0.86, DARK),
    box(x - 0.27, y - 0.15, 0.84, x + 0.27, y - 0.12, 1.17, DARK),
    box(x - 0.25, y - 0.125, 0.86, x + 0.25, y - 0.118, 1.15, rgb(156, 196, 232)),
  ];
}

/** The chair of whoever sits at (x, y) and looks towards smaller y. */
export function chair(x: number, y: number): Box[] {
  const seat = rgb(62, 92, 128);
  return [
    box(x - 0.2, y - 0.2, 0, x - 0.16, y + 0.2, 0.42, STEEL),
    box(x + 0.16, y - 0.2, 0, x + 0.2, y + 0.2, 0.42, STEEL),
    box(x - 0.22, y - 0.2, 0.42, x + 0.22, y + 0.22, 0.46, seat),
    box(x - 0.21, y + 0.2, 0.56, x + 0.21, y + 0.24, 0.9, seat),
  ];
}

/** A work bench with a machine on it: control cabinet, motor, vice, whatever the trade needs, in the trade's colour. */
export function bench(x: number, y: number, machine: Colour): Box[] {
  return [
    box(x - 0.7, y - 0.28, 0, x - 0.62, y + 0.28, 0.82, STEEL),
    box(x + 0.62, y - 0.28, 0, x + 0.7, y + 0.28, 0.82, STEEL),
    box(x - 0.62, y - 0.26, 0.3, x + 0.62, y + 0.26, 0.36, lit(STEEL, 0.8)),
    box(x - 0.75, y - 0.34, 0.82, x + 0.75, y + 0.34, 0.88, rgb(182, 158, 120)),
    box(x - 0.6, y - 0.28, 0.88, x + 0.05, y - 0.06, 1.3, machine),
    box(x - 0.5, y - 0.06, 1.0, x - 0.2, y - 0.05, 1.22, rgb(226, 230, 226)),
    box(x - 0.12, y - 0.06, 1.08, x - 0.04, y - 0.05, 1.16, rgb(210, 40, 36)),
    box(x + 0.2, y - 0.2, 0.88, x + 0.55, y + 0.05, 1.04, lit(machine, 0.7)),
  ];
}

/** The place of the invigilator in front of the board. */
export function lectern(x: number, y: number): Box[] {
  const wood = rgb(142, 98, 64);
  return [
    box(x - 0.75, y - 0.3, 0, x + 0.75, y + 0.3, 0.76, wood),
    box(x - 0.8, y - 0.34, 0.76, x + 0.8, y + 0.34, 0.8, lit(wood, 1.2)),
    box(x - 0.6, y - 0.2, 0.8, x - 0.2, y + 0.12, 0.86, rgb(206, 186, 130)),
    box(x + 0.2, y - 0.12, 0.8, x + 0.62, y - 0.08, 1.1, DARK),
  ];
}
