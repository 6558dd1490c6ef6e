import type { Point } from "./convex.ts";

/** Metres: x along the front wall from the window side, y away from the front wall, z up. */
export interface Place {
  x: number;
  y: number;
  z: number;
}

const NEAREST_M = 0.2;

/** A pinhole camera: where points of the room fall in the picture. */
export class Perspective {
  readonly eye: Place;
  readonly #width: number;
  readonly #height: number;
  readonly #focalPx: number;
  readonly #forward: Place;
  readonly #right: Place;
  readonly #up: Place;

  constructor(options: { eye: Place; target: Place; width: number; height: number; focal: number }) {
    this.eye = options.eye;
    this.#width = options.width;
    this.#height = options.height;
    this.#focalPx = options.focal * options.width;
    this.#forward = unit(minus(options.target, options.eye));
    this.#right = unit(cross(this.#forward, { x: 0, y: 0, z: 1 }));
    this.#up = cross(this.#right, this.#forward);
  }

  /** Pixel of a place and how many pixels a metre is there; a place behind the camera is put just before it. */
  project(place: Place): Point & { pxPerM: number; depthM: number } {
    const offset = minus(place, this.eye);
    const depthM = Math.max(NEAREST_M, dot(offset, this.#forward));
    const pxPerM = this.#focalPx / depthM;
    return {
      x: this.#width / 2 + dot(offset, this.#right) * pxPerM,
      y: this.#height / 2 - dot(offset, this.#up) * pxPerM,
      pxPerM,
      depthM,
    };
  }

  /** A flat polygon of the room as it falls in the picture, cut off where it passes the camera. */
  projectFace(corners: readonly Place[]): Point[] {
    const kept: Place[] = [];
    for (const [index, corner] of corners.entries()) {
      const next = corners[(index + 1) % corners.length] ?? corner;
      const here = this.#depth(corner);
      const there = this.#depth(next);
      if (here >= NEAREST_M) kept.push(corner);
      if (here >= NEAREST_M !== there >= NEAREST_M) kept.push(between(corner, next, (NEAREST_M - here) / (there - here)));
    }
    return kept.map((corner) => this.project(corner));
  }

  #depth(place: Place): number {
    return dot(minus(place, this.eye), this.#forward);
  }
}

export function between(a: Place, b: Place, share: number): Place {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, z: a.z + (b.z - a.z) * share };
}

export function minus(a: Place, b: Place): Place {
  return { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z };
}

export function dot(a: Place, b: Place): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

function cross(a: Place, b: Place): Place {
  return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}

function unit(a: Place): Place {
  const length = Math.sqrt(dot(a, a));
  return { x: a.x / length, y: a.y / length, z: a.z / length };
}
