import { useEffect, useState } from "react";
import { systemClock } from "../../shared/time/system-clock.ts";
import { nameIn, useLocale } from "../i18n/language.ts";
import { Tile } from "../player/Tile.tsx";
import { camerasByUrgency } from "./room-facts.ts";
import type { WallRoom } from "./wall-types.ts";

export const LAYOUTS = [1, 4, 9, 16] as const;
export type Layout = (typeof LAYOUTS)[number];

/** `?layout=9&page=2`: what is missing or absurd is the four-tile wall that turns its pages. */
export function tilesFrom(search: string): { layout: Layout; heldPage: number | null } {
  const query = new URLSearchParams(search);
  const page = Number(query.get("page"));
  return { layout: LAYOUTS.find((layout) => String(layout) === query.get("layout")) ?? 4, heldPage: Number.isInteger(page) && page > 0 ? page : null };
}

const PAGE_SECONDS = 20;

interface TilesPanelProps {
  rooms: readonly WallRoom[];
  layout: Layout;
  enlarged: string | null;
  onEnlarge: (cameraId: string | null) => void;
  /** A page that is held, from 1; null: pages turn by themselves. */
  heldPage: number | null;
}

/** Pictures: a page of tiles, what is wrong first; turns by itself while nothing is enlarged. */
export function TilesPanel({ rooms, layout, enlarged, onEnlarge, heldPage }: TilesPanelProps) {
  const { language, t } = useLocale();
  const cameras = camerasByUrgency(rooms);
  const pages = Math.max(1, Math.ceil(cameras.length / layout));
  const paging = usePaging(pages, enlarged !== null || heldPage !== null);
  const page = heldPage === null ? paging.page : Math.min(pages, heldPage) - 1;
  const shown = cameras.slice(page * layout, (page + 1) * layout);
  return (
    <section className={`panel tiles-panel${enlarged === null ? "" : " tiles-enlarged"}`}>
      <h2>
        {t.wall.tilesPanel}
        <span className="panel-age">{pages > 1 && [t.wall.page(page + 1, pages), heldPage === null ? t.wall.nextPage(paging.secondsLeft) : ""].filter(Boolean).join(" · ")}</span>
      </h2>
      <div className="tiles" data-layout={layout}>
        {shown.map(({ camera, room }) => (
          <Tile
            key={camera.id}
            cameraId={camera.id}
            name={nameIn(language, camera)}
            place={nameIn(language, room)}
            enlarged={enlarged === camera.id}
            covered={enlarged !== null && enlarged !== camera.id}
            onEnlarge={() => onEnlarge(enlarged === camera.id ? null : camera.id)}
          />
        ))}
      </div>
    </section>
  );
}

function usePaging(pages: number, held: boolean): { page: number; secondsLeft: number } {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (held || pages < 2) return undefined;
    return systemClock.every(1000, () => setSeconds((value) => value + 1));
  }, [held, pages]);
  return { page: Math.floor(seconds / PAGE_SECONDS) % pages, secondsLeft: PAGE_SECONDS - (seconds % PAGE_SECONDS) };
}
