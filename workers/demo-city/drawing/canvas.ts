import { type Colour } from "./colour.ts";
import { edgesOf, paintSpans, type Point } from "./convex.ts";
import type { Rect } from "./rect.ts";

/** How much light falls on a pixel, 1 being the colour as it is. */
export type Shade = (x: number, y: number) => number;

/**
 * A picture in the encoder's own layout (YUV 4:2:0 planes in one buffer), so
 * that a frame is handed over without conversion or copy. Edges are smoothed by
 * coverage; nothing outside the clip is touched.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  clip: Rect;

  /** Width and height in pixels, both even. */
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const luma = width * height;
    this.bytes = new Uint8Array(luma * 1.5);
    this.y = this.bytes.subarray(0, luma);
    this.u = this.bytes.subarray(luma, luma * 1.25);
    this.v = this.bytes.subarray(luma * 1.25);
    this.y.fill(180);
    this.u.fill(128);
    this.v.fill(128);
    this.clip = { left: 0, top: 0, right: width, bottom: height };
  }

  /** Restores a rectangle of even pixels from another picture of the same size. */
  copyFrom(other: Canvas, rect: Rect): void {
    copyPlane(this.y, other.y, this.width, rect, 1);
    copyPlane(this.u, other.u, this.width / 2, rect, 2);
    copyPlane(this.v, other.v, this.width / 2, rect, 2);
  }

  /** A convex polygon, corners in either direction. */
  fillPolygon(corners: readonly Point[], colour: Colour, shade?: Shade): void {
    if (corners.length < 3) return;
    const edges = edgesOf(corners);
    paintSpans(edges, corners, this.clip, {
      row: (y, from, to) => {
        if (shade) for (let x = from; x < to; x++) this.#blend(x, y, 1, colour, shade(x, y));
        else this.#fillRow(y, from, to, colour);
      },
      pixel: (x, y, cover) => this.#blend(x, y, cover, colour, shade ? shade(x, y) : 1),
    });
  }

  /** A limb: everything within a radius of the line, which may grow from one end to the other. Shaded as if round, lit from one side. */
  fillCapsule(a: Point & { radius: number }, b: Point & { radius: number }, colour: Colour, lightFromX: number): void {
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const perLength = 1 / Math.max(dx * dx + dy * dy, 1e-6);
    const reach = Math.max(a.radius, b.radius) + 1;
    const top = Math.max(this.clip.top, Math.floor(Math.min(a.y, b.y) - reach));
    const bottom = Math.min(this.clip.bottom, Math.ceil(Math.max(a.y, b.y) + reach));
    const left = Math.max(this.clip.left, Math.floor(Math.min(a.x, b.x) - reach));
    const right = Math.min(this.clip.right, Math.ceil(Math.max(a.x, b.x) + reach));
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const fromAX = x + 0.5 - a.x;
        const fromAY = y + 0.5 - a.y;
        const along = Math.max(0, Math.min(1, (fromAX * dx + fromAY * dy) * perLength));
        const offX = fromAX - along * dx;
        const offY = fromAY - along * dy;
        const radius = a.radius + along * (b.radius - a.radius);
        const cover = radius + 0.5 - Math.sqrt(offX * offX + offY * offY);
        if (cover <= 0) continue;
        const light = 0.9 + (0.16 * offX * lightFromX - 0.12 * offY) / Math.max(1, radius);
        this.#blend(x, y, cover < 1 ? cover : 1, colour, light);
      }
    }
  }

  #fillRow(y: number, from: number, to: number, colour: Colour): void {
    this.y.fill(colour.y, y * this.width + from, y * this.width + to);
    if (y & 1) return;
    const chroma = (y >> 1) * (this.width >> 1);
    this.u.fill(colour.u, chroma + ((from + 1) >> 1), chroma + ((to + 1) >> 1));
    this.v.fill(colour.v, chroma + ((from + 1) >> 1), chroma + ((to + 1) >> 1));
  }

  /** Chroma follows the even pixels; half a pixel off at edges, which no eye sees. */
  #blend(x: number, y: number, cover: number, colour: Colour, light: number): void {
    const index = y * this.width + x;
    const value = Math.max(16, Math.min(235, 16 + (colour.y - 16) * light));
    const old = this.y[index] ?? 0;
    this.y[index] = old + (value - old) * cover;
    if ((x | y) & 1) return;
    const chroma = (y >> 1) * (this.width >> 1) + (x >> 1);
    const oldU = this.u[chroma] ?? 0;
    const oldV = this.v[chroma] ?? 0;
    this.u[chroma] = oldU + (colour.u - oldU) * cover;
    this.v[chroma] = oldV + (colour.v - oldV) * cover;
  }
}

function copyPlane(to: Uint8Array, from: Uint8Array, width: number, rect: Rect, divisor: number): void {
  const left = Math.max(0, rect.left / divisor);
  const right = Math.min(width, rect.right / divisor);
  const bottom = Math.min(to.length / width, rect.bottom / divisor);
  for (let y = Math.max(0, rect.top / divisor); y < bottom; y++) {
    to.set(from.subarray(y * width + left, y * width + right), y * width + left);
  }
}
