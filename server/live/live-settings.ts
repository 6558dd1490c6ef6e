/** Limits of the live stage (P14). Defaults are for a wall of sub streams and one enlarged main stream. */
export interface LiveSettings {
  /** Tiles one page may watch; a 4K wall shows 16 and prepares a few. */
  maxTilesPerViewer: number;
  /** The current group of pictures is kept up to this size; a larger one is not, and joiners wait for the next key frame. */
  maxGopBytes: number;
  /** Unsent bytes at which a viewer loses whole groups of pictures. */
  viewerLimitBytes: number;
  /** Unsent bytes below which it may resume, at a key fragment. */
  viewerResumeBytes: number;
  /** No fragment for this long, with capture connected: "no-frames". */
  noFramesAfterMs: number;
}

export const DEFAULT_LIVE_SETTINGS: LiveSettings = {
  maxTilesPerViewer: 36,
  maxGopBytes: 12 * 1024 * 1024,
  viewerLimitBytes: 8 * 1024 * 1024,
  viewerResumeBytes: 512 * 1024,
  noFramesAfterMs: 3000,
};
