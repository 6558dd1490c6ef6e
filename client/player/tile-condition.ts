import type { LiveState, WatchReply } from "../../shared/protocol/live.ts";

/** What a tile says in words; see `i18n` for the words. */
export type TileCondition =
  | { kind: "idle" }
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "catching-up" }
  | { kind: "no-frames"; sinceMs: number | null }
  | { kind: "offline"; ever: boolean }
  | { kind: "server-away" }
  | { kind: "unsupported"; codecs: string }
  | { kind: "forbidden"; message: string }
  | { kind: "refused"; message: string };

export interface TileFacts {
  started: boolean;
  socketConnected: boolean;
  refusal: Extract<WatchReply, { ok: false }> | null;
  /** Set when the browser cannot play any stream of the camera. */
  unsupportedCodecs: string | null;
  serverState: LiveState | null;
  /** Since a picture was last shown; null = never. */
  sinceFrameMs: number | null;
  chasing: boolean;
}

/** A tile is "live" only while pictures really reach the screen. */
export const SHOWN_WITHIN_MS = 2000;

export function conditionOf(facts: TileFacts): TileCondition {
  if (!facts.started) return { kind: "idle" };
  if (facts.refusal !== null) return refused(facts.refusal);
  if (facts.unsupportedCodecs !== null) return { kind: "unsupported", codecs: facts.unsupportedCodecs };
  const showing = facts.sinceFrameMs !== null && facts.sinceFrameMs <= SHOWN_WITHIN_MS;
  if (showing) return { kind: facts.chasing ? "catching-up" : "live" };
  if (!facts.socketConnected) return facts.sinceFrameMs === null ? { kind: "connecting" } : { kind: "server-away" };
  if (facts.serverState === "offline") return { kind: "offline", ever: true };
  if (facts.serverState === "never-connected") return { kind: "offline", ever: false };
  if (facts.serverState === "no-frames" || facts.sinceFrameMs !== null) return { kind: "no-frames", sinceMs: facts.sinceFrameMs };
  return { kind: "connecting" };
}

function refused({ reason, message }: Extract<WatchReply, { ok: false }>): TileCondition {
  return reason === "forbidden" ? { kind: "forbidden", message } : { kind: "refused", message };
}

/** Whether the picture on screen is old, so that it must not look live. */
export function isStale(condition: TileCondition): boolean {
  return condition.kind === "no-frames" || condition.kind === "offline" || condition.kind === "server-away";
}
