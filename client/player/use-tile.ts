import { createContext, useContext, useEffect, useRef, useState, type RefObject } from "react";
import type { LivePage } from "./live-page.ts";
import { isStale, type TileCondition } from "./tile-condition.ts";
import type { TilePlayer } from "./tile-player.ts";
import type { TileStats } from "./tile-stats.ts";

export const LivePageContext = createContext<LivePage | null>(null);

export interface TileView {
  condition: TileCondition;
  stale: boolean;
  stats: TileStats;
}

interface TileRequest {
  cameraId: string;
  enlarged: boolean;
  /** Another tile covers this one. */
  covered: boolean;
}

/**
 * Binds a player to an element for as long as the component lives. It plays
 * only while the element is on screen and the page is visible.
 */
export function useTile(holder: RefObject<HTMLElement | null>, { cameraId, enlarged, covered }: TileRequest): TileView | null {
  const page = useContext(LivePageContext);
  const player = useRef<TilePlayer | null>(null);
  const coveredNow = useRef(covered);
  const [view, setView] = useState<TileView | null>(null);

  useEffect(() => {
    const element = holder.current;
    if (page === null || element === null) return undefined;
    const opened = page.open(element, cameraId, "sub");
    player.current = opened;
    let onScreen = false;
    const decide = (): void => {
      if (onScreen && !coveredNow.current && document.visibilityState === "visible") opened.start();
      else opened.stop();
    };
    const observer = new IntersectionObserver((entries) => {
      onScreen = entries.at(-1)?.isIntersecting ?? false;
      decide();
    });
    observer.observe(element);
    document.addEventListener("visibilitychange", decide);
    const stopBeat = page.onBeat(() => {
      decide();
      const condition = opened.condition;
      setView({ condition, stale: isStale(condition), stats: opened.stats() });
    });
    return () => {
      stopBeat();
      observer.disconnect();
      document.removeEventListener("visibilitychange", decide);
      page.close(opened);
      player.current = null;
    };
  }, [page, holder, cameraId]);

  useEffect(() => {
    coveredNow.current = covered;
    player.current?.prefer(enlarged ? "main" : "sub");
  }, [covered, enlarged]);
  return view;
}
