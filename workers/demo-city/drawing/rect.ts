/** Whole pixels: left and top inside, right and bottom outside. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function intersects(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function union(a: Rect, b: Rect): Rect {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** Smallest rectangle of even pixels around the points and their reach, so that halved chroma planes share its edges. */
export function around(points: readonly { x: number; y: number }[], reach: number): Rect {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const down = (value: number) => Math.floor((value - reach) / 2) * 2;
  const up = (value: number) => Math.ceil((value + reach) / 2) * 2;
  return { left: down(Math.min(...xs)), top: down(Math.min(...ys)), right: up(Math.max(...xs)), bottom: up(Math.max(...ys)) };
}

/** Joins rectangles where one drawing costs less than two. Others may overlap: drawing an area twice is harmless. */
export function merged(rects: readonly Rect[]): Rect[] {
  const result: Rect[] = [];
  for (const rect of rects) {
    let grown = rect;
    const worthJoining = (other: Rect) => area(union(other, grown)) < area(other) + area(grown);
    for (let index = result.findIndex(worthJoining); index >= 0; index = result.findIndex(worthJoining)) {
      const [other] = result.splice(index, 1);
      if (other) grown = union(grown, other);
    }
    result.push(grown);
  }
  return result;
}

function area(rect: Rect): number {
  return (rect.right - rect.left) * (rect.bottom - rect.top);
}
