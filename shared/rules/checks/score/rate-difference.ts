/** So many of so many. */
export interface Share {
  count: number;
  of: number;
}

/**
 * Interval of the difference of two shares, a − b: the square-and-add of the
 * two Wilson score intervals (R. G. Newcombe, Interval estimation for the
 * difference between independent proportions, Statistics in Medicine 17 (1998)
 * 873–890, method 10). It is honest for small groups and near 0 and 1: where
 * little is known it is wide.
 * @param z quantile of the normal distribution: 1.96 for 95 %, 3.29 for 99.9 %
 */
export function differenceInterval(a: Share, b: Share, z: number): { lower: number; upper: number } {
  const [first, second] = [wilsonInterval(a, z), wilsonInterval(b, z)];
  const [p1, p2] = [a.count / a.of, b.count / b.of];
  return {
    lower: p1 - p2 - Math.hypot(p1 - first.lower, second.upper - p2),
    upper: p1 - p2 + Math.hypot(first.upper - p1, p2 - second.lower),
  };
}

/** E. B. Wilson, Probable inference, JASA 22 (1927) 209–212, without continuity correction. */
export function wilsonInterval({ count, of }: Share, z: number): { lower: number; upper: number } {
  const p = count / of;
  const middle = 2 * count + z * z;
  const spread = z * Math.sqrt(z * z + 4 * of * p * (1 - p));
  const base = 2 * (of + z * z);
  return { lower: (middle - spread) / base, upper: (middle + spread) / base };
}

/** Whether a lies further than `margin` from b, in whichever direction, with the certainty of `z`. */
export function differsByMore(a: Share, b: Share, { margin, z }: { margin: number; z: number }): boolean {
  const { lower, upper } = differenceInterval(a, b, z);
  return lower > margin || upper < -margin;
}
