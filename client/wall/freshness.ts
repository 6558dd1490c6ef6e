export type Freshness = "loading" | "fresh" | "stale" | "dead";

export const STALE_AFTER_MS = 15_000;
export const DEAD_AFTER_MS = 60_000;

/** @param ageMs since the last word from the server; null = none yet */
export function freshnessOf(ageMs: number | null): Freshness {
  if (ageMs === null) return "loading";
  if (ageMs > DEAD_AFTER_MS) return "dead";
  return ageMs > STALE_AFTER_MS ? "stale" : "fresh";
}
