import type { FactView } from "../../shared/protocol/filings/sources.ts";

/** live: some camera of the room had a picture; gap: one had been there and none was; unknown: nothing was said yet. */
export interface LaneSpan {
  kind: "live" | "gap" | "unknown";
  fromMs: number;
  toMs: number;
  /** As the event gave it; null where none did. */
  cause: string | null;
}

/**
 * What the ledger says of a room's pictures over a time: spans in order that
 * fill it whole, so that a hole is drawn as a hole and never left out.
 */
export function laneOfRoom(facts: readonly FactView[], roomId: string, fromMs: number, toMs: number): LaneSpan[] {
  const words = facts
    .filter(({ type, data, retracted }) => !retracted && (type === "stream.up" || type === "stream.down") && data["roomId"] === roomId)
    .toSorted((a, b) => a.atMs - b.atMs);
  const up = new Set<unknown>();
  const spans: LaneSpan[] = [];
  let current: LaneSpan = { kind: "unknown", fromMs, toMs, cause: null };
  for (const { type, atMs, data } of words) {
    if (atMs >= toMs) break;
    if (type === "stream.up") up.add(data["cameraId"]);
    else up.delete(data["cameraId"]);
    const kind = up.size > 0 ? "live" : "gap";
    if (kind === current.kind) continue;
    const at = Math.max(fromMs, atMs);
    if (at > current.fromMs) spans.push({ ...current, toMs: at });
    current = { kind, fromMs: at, toMs, cause: kind === "gap" && typeof data["cause"] === "string" ? data["cause"] : null };
  }
  if (current.toMs > current.fromMs) spans.push(current);
  return spans;
}
