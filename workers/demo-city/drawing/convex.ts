import type { Rect } from "./rect.ts";

/** A pixel position; x to the right, y down. */
export interface Point {
  x: number;
  y: number;
}

interface Edge {
  x: number;
  y: number;
  /** Unit vector into the polygon. */
  normalX: number;
  normalY: number;
}

/** Edges of a convex polygon with their inward normals, whichever way its corners run. */
export function edgesOf(corners: readonly Point[]): Edge[] {
  const area = corners.reduce((sum, corner, index) => {
    const next = corners[(index + 1) % corners.length] ?? corner;
    return sum + corner.x * next.y - next.x * corner.y;
  }, 0);
  const turn = area > 0 ? 1 : -1;
  return corners.flatMap((corner, index) => {
    const next = corners[(index + 1) % corners.length] ?? corner;
    const length = Math.hypot(next.x - corner.x, next.y - corner.y);
    if (length < 1e-6) return [];
    return [{ x: corner.x, y: corner.y, normalX: (-(next.y - corner.y) / length) * turn, normalY: ((next.x - corner.x) / length) * turn }];
  });
}

/** Pixels that are covered whole come as runs, those on an edge one by one with their coverage of 0–1. */
export interface SpanPainter {
  row(y: number, from: number, to: number): void;
  pixel(x: number, y: number, cover: number): void;
}

/** Walks the rows of a convex polygon inside the clip. */
export function paintSpans(edges: readonly Edge[], corners: readonly Point[], clip: Rect, painter: SpanPainter): void {
  const ys = corners.map((corner) => corner.y);
  const top = Math.max(clip.top, Math.floor(Math.min(...ys) - 1));
  const bottom = Math.min(clip.bottom, Math.ceil(Math.max(...ys) + 1));
  for (let y = top; y < bottom; y++) {
    const [from, to] = reachOf(edges, y + 0.5, 0, clip);
    if (from >= to) continue;
    const [wholeFrom, wholeTo] = reachOf(edges, y + 0.5, 1, clip);
    if (wholeFrom >= wholeTo) {
      paintEdge(edges, y, from, to, painter);
      continue;
    }
    paintEdge(edges, y, from, wholeFrom, painter);
    painter.row(y, wholeFrom, wholeTo);
    paintEdge(edges, y, wholeTo, to, painter);
  }
}

/** Pixels of a row whose centre is at least `depth` − ½ inside every edge. */
function reachOf(edges: readonly Edge[], y: number, depth: number, clip: Rect): [from: number, to: number] {
  let from = clip.left;
  let to = clip.right;
  for (const edge of edges) {
    const rest = depth - 0.5 - (y - edge.y) * edge.normalY;
    if (Math.abs(edge.normalX) < 1e-9) {
      if (rest > 0) return [0, 0];
      continue;
    }
    const crossing = edge.x + rest / edge.normalX - 0.5;
    if (edge.normalX > 0) from = Math.max(from, Math.ceil(crossing));
    else to = Math.min(to, Math.floor(crossing) + 1);
  }
  return [from, to];
}

function paintEdge(edges: readonly Edge[], y: number, from: number, to: number, painter: SpanPainter): void {
  for (let x = from; x < to; x++) {
    let cover = 1;
    for (const edge of edges) {
      const distance = (x + 0.5 - edge.x) * edge.normalX + (y + 0.5 - edge.y) * edge.normalY + 0.5;
      if (distance < cover) cover = distance;
    }
    if (cover > 0) painter.pixel(x, y, cover);
  }
}
