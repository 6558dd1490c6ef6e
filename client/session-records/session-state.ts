export type SessionState = "planned" | "running" | "ended" | "cancelled" | "unknown";

/** Where a session stands, by what the ledger says of it. */
export function sessionState(session: { startedAtMs: number | null; endedAtMs: number | null; plannedStartMs?: number | null; cancelled?: boolean }): SessionState {
  if (session.cancelled === true) return "cancelled";
  if (session.endedAtMs !== null) return "ended";
  if (session.startedAtMs !== null) return "running";
  return session.plannedStartMs === null ? "unknown" : "planned";
}
