import type { StreamRole } from "../../shared/domain/ids.ts";
import type { TileCondition } from "./tile-condition.ts";

/** The figures of one tile, for the tile itself, for tests and for the live bench. */
export interface TileStats {
  cameraId: string;
  role: StreamRole;
  /** Shows the sub stream because the browser cannot play the main one. */
  degraded: boolean;
  condition: TileCondition["kind"];
  codecs: string | null;
  width: number | null;
  height: number | null;
  /** Median age of the pictures shown: the server's time minus the picture's media time; null until known. */
  latencyMs: number | null;
  targetMs: number;
  /** Media not yet played. */
  bufferMs: number | null;
  playbackRate: number;
  framesShown: number;
  /** By the browser, in this player's present life. */
  framesDropped: number;
  /** Fragments the server left out because this page was too slow. */
  droppedByServer: number;
  stalls: number;
  jumps: number;
  rebuilds: number;
  lastFrameUs: number | null;
}

declare global {
  interface Window {
    /** Figures of every tile on the page. */
    __mingjianTiles?: () => TileStats[];
  }
}
