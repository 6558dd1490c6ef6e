import type { Canvas } from "./canvas.ts";
import type { Rect } from "./rect.ts";

/** 5 × 7 dots a sign, one byte a column, lowest bit on top: the lettering that cameras burn into their pictures. */
const COLUMNS: Readonly<Record<string, string>> = {
  "-": "0808080808", ".": "0060600000", "/": "2010080402", ":": "0036360000",
  0: "3E5149453E", 1: "00427F4000", 2: "4261514946", 3: "2141454B31", 4: "1814127F10",
  5: "2745454539", 6: "3C4A494930", 7: "0171090503", 8: "3649494936", 9: "064949291E",
  A: "7E1111117E", B: "7F49494936", C: "3E41414122", D: "7F4141221C", E: "7F49494941",
  F: "7F09090901", G: "3E4149497A", H: "7F0808087F", I: "00417F4100", J: "2040413F01",
  K: "7F08142241", L: "7F40404040", M: "7F020C027F", N: "7F0408107F", O: "3E4141413E",
  P: "7F09090906", Q: "3E4151215E", R: "7F09192946", S: "4649494931", T: "01017F0101",
  U: "3F4040403F", V: "1F2040201F", W: "3F4038403F", X: "6314081463", Y: "0708700807", Z: "6151494543",
};
const ADVANCE_DOTS = 6;
const HEIGHT_DOTS = 7;
const WHITE = 235;
const RIM = 30;

/** Room that a text takes, with its dark rim. */
export function textArea(text: string, left: number, top: number, dotPx: number): Rect {
  return { left: left - dotPx, top: top - dotPx, right: left + text.length * ADVANCE_DOTS * dotPx, bottom: top + (HEIGHT_DOTS + 1) * dotPx };
}

/** White dots with a dark rim, readable on any ground. Signs that are not in the table stay empty. */
export function drawText(canvas: Canvas, text: string, left: number, top: number, dotPx: number): void {
  for (const [spread, luma] of [[1, RIM], [0, WHITE]] as const) {
    for (const [index, sign] of [...text.toUpperCase()].entries()) {
      drawSign(canvas, COLUMNS[sign] ?? "", left + index * ADVANCE_DOTS * dotPx, top, dotPx, spread, luma);
    }
  }
}

function drawSign(canvas: Canvas, columns: string, left: number, top: number, dotPx: number, spread: number, luma: number): void {
  for (let column = 0; column < columns.length / 2; column++) {
    const dots = Number.parseInt(columns.slice(column * 2, column * 2 + 2), 16);
    for (let row = 0; row < HEIGHT_DOTS; row++) {
      if (((dots >> row) & 1) === 0) continue;
      drawDot(canvas, left + column * dotPx - spread, top + row * dotPx - spread, dotPx + 2 * spread, luma);
    }
  }
}

function drawDot(canvas: Canvas, left: number, top: number, sizePx: number, luma: number): void {
  const from = Math.max(left, canvas.clip.left);
  const to = Math.min(left + sizePx, canvas.clip.right);
  if (to <= from) return;
  for (let y = Math.max(top, canvas.clip.top); y < Math.min(top + sizePx, canvas.clip.bottom); y++) {
    canvas.y.fill(luma, y * canvas.width + from, y * canvas.width + to);
    const chromaRow = (y >> 1) * (canvas.width >> 1);
    canvas.u.fill(128, chromaRow + (from >> 1), chromaRow + (to >> 1));
    canvas.v.fill(128, chromaRow + (from >> 1), chromaRow + (to >> 1));
  }
}
