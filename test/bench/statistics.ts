/** The q-th quantile (0–1) by nearest rank; null for nothing measured. */
export function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null;
}

/** The middle value; of an even number of values the mean of the two in the middle, so that two rounds both count. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Ratio of two medians, null where either is missing. */
export function medianRatio(ours: readonly number[], reference: readonly number[]): number | null {
  const [a, b] = [median(ours), median(reference)];
  return a === null || b === null || b === 0 ? null : a / b;
}
