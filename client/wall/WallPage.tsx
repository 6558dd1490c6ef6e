import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type ComponentType } from "react";
import { systemClock } from "../../shared/time/system-clock.ts";
import { age, clockTime } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import { LivePage } from "../player/live-page.ts";
import { LivePageContext } from "../player/use-tile.ts";
import { wordsOf } from "../server-api/fetch-json.ts";
import { FilingsPanel } from "./FilingsPanel.tsx";
import { freshnessOf } from "./freshness.ts";
import { GapsPanel } from "./GapsPanel.tsx";
import { Kpis } from "./Kpis.tsx";
import { RoomsPanel } from "./RoomsPanel.tsx";
import { healBySelf, usedHeapBytes } from "./self-healing.ts";
import { StorageLine } from "./StorageLine.tsx";
import { TilesPanel, tilesFrom, type Layout } from "./TilesPanel.tsx";
import { useWallKeys, type WallKeys } from "./use-wall-keys.ts";
import { keepScaled, screenFrom } from "./viewing-distance.ts";
import { WallFeed } from "./wall-feed.ts";
import { WallHeader } from "./WallHeader.tsx";
import "./wall.css";

/** The chart library comes after the figures and the pictures. */
const TrendStrip = lazy(() => import("./TrendStrip.tsx").then((strip) => ({ default: strip.TrendStrip })));

/**
 * Opens what the wall lives on: figures, pictures and self-healing. They last
 * as long as the page, because a wall is never left by a click.
 */
export function openWall(): ComponentType {
  const feed = new WallFeed(systemClock);
  const live = new LivePage(systemClock);
  healBySelf(systemClock, () => ({ silentMs: silenceMs(feed), newBoot: feed.view.boots > 1, usedHeapBytes: usedHeapBytes() }));
  return function WallPage() {
    return (
      <LivePageContext value={live}>
        <Wall feed={feed} />
      </LivePageContext>
    );
  };
}

function silenceMs(feed: WallFeed): number | null {
  return feed.view.heardAtMs === null ? null : systemClock.monotonicMs() - feed.view.heardAtMs;
}

function Wall({ feed }: { feed: WallFeed }) {
  const { language, t } = useLocale();
  const view = useSyncExternalStore(feed.subscribe, () => feed.view);
  useEverySecond();
  const [layout, setLayout] = useState<Layout>(() => tilesFrom(location.search).layout);
  const [enlarged, setEnlarged] = useState<string | null>(null);
  const [steps, setSteps] = useState(0);
  const root = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const screen = screenFrom(location.search);
    return root.current === null ? undefined : keepScaled(root.current, { ...screen, steps: screen.steps + steps });
  }, [steps]);
  const keys = useMemo<WallKeys>(
    () => ({
      layout: setLayout,
      back: () => setEnlarged(null),
      refetch: () => void feed.refetch(),
      stepType: (step) => setSteps((value) => Math.max(-6, Math.min(6, value + step))),
    }),
    [feed],
  );
  useWallKeys(keys);

  const ageMs = silenceMs(feed);
  const freshness = freshnessOf(ageMs);
  const nowUs = feed.serverNowUs();
  const ago = ageMs === null ? "" : t.ago(age(ageMs, t));
  const computedAtMs = view.snapshot?.filingsAge?.computedAtMs ?? null;
  const filingsAgo = computedAtMs === null || nowUs === null ? "" : t.ago(age(nowUs / 1000 - computedAtMs, t));
  return (
    <main className={`wall wall-${freshness}`} ref={root}>
      <WallHeader freshness={freshness} ageMs={ageMs} polling={view.polling} nowUs={nowUs} />
      {freshness === "dead" && view.snapshot !== null && (
        <p className="banner" role="alert">
          {t.wall.deadBanner(clockTime(view.snapshot.atUs), age(ageMs ?? 0, t))}
        </p>
      )}
      {view.refusal !== null && (
        <p className="banner" role="alert">
          {view.refusal.status === 200 ? wordsOf(view.refusal, language) : t.wall.signedOut}
        </p>
      )}
      <div className="figures">
        <Kpis snapshot={view.snapshot} age={ago} filingsAge={filingsAgo} />
      </div>
      <div className="lists figures">
        <RoomsPanel snapshot={view.snapshot} nowUs={nowUs} age={ago} />
        <FilingsPanel snapshot={view.snapshot} age={filingsAgo} />
        <GapsPanel snapshot={view.snapshot} nowUs={nowUs} age={ago} />
        <StorageLine storage={view.snapshot?.storage ?? null} age={ago} />
      </div>
      <TilesPanel rooms={view.snapshot?.rooms ?? []} layout={layout} enlarged={enlarged} onEnlarge={setEnlarged} heldPage={tilesFrom(location.search).heldPage} />
      <div className="strip figures">
        <Suspense fallback={<section className="panel" />}>
          <TrendStrip filings={view.snapshot?.filings ?? null} />
        </Suspense>
      </div>
    </main>
  );
}

/** Ages are shown in seconds, so they are drawn again each second. */
function useEverySecond(): void {
  const [, setTick] = useState(0);
  useEffect(() => systemClock.every(1000, () => setTick((tick) => tick + 1)), []);
}
