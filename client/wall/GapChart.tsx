import { memo, useEffect, useMemo, useRef, useState } from "react";
import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from "recharts";
import { GapsAnswer } from "../../shared/protocol/completeness.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { clockTime } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import { fetchJson } from "../server-api/fetch-json.ts";
import { bucketGaps, type GapBucket } from "./gap-buckets.ts";
import { useSize } from "./use-size.ts";

const WINDOW_US = 12 * 3600e6;
const SLICE_US = 600e6;
const REFETCH_MS = 60_000;

interface Loaded {
  buckets: GapBucket[];
  complete: boolean;
  atUs: number;
}

/** Camera-seconds missing in each ten minutes of the last twelve hours. Fetched by itself once a minute, and says when. */
export function GapChart() {
  const { t } = useLocale();
  const loaded = useGapBuckets();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  return (
    <section className="panel panel-chart">
      <h2>
        {t.wall.chart} <span className="panel-age">{loaded === null ? t.unknown : t.wall.chartAt(clockTime(loaded.atUs), loaded.complete)}</span>
      </h2>
      <div className="chart" ref={box}>
        {loaded !== null && size !== null && <Bars buckets={loaded.buckets} width={size.width} height={size.height} fontPx={size.fontPx} />}
      </div>
    </section>
  );
}

/** Recharts as the wall may use it: no animation, explicit size, y from 0, few ticks, no dots and no tooltip. */
const Bars = memo(function Bars({ buckets, width, height, fontPx }: { buckets: GapBucket[]; width: number; height: number; fontPx: number }) {
  const tick = useMemo(() => ({ fontSize: fontPx, fill: "var(--text-2)" }), [fontPx]);
  const scale = useMemo(() => {
    const top = scaleTop(buckets);
    return { ticks: [0, top / 2, top], domain: [0, top] };
  }, [buckets]);
  return (
    <BarChart data={buckets} width={width} height={height} barCategoryGap={1} accessibilityLayer={false} margin={NO_MARGIN}>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="startUs" tick={tick} tickLine={false} axisLine={false} interval={17} height={fontPx * 1.9} tickMargin={fontPx * 0.5} tickFormatter={hourMinute} />
      <YAxis tick={tick} tickLine={false} axisLine={false} width={fontPx * 3} ticks={scale.ticks} domain={scale.domain} />
      <Bar dataKey="seconds" fill="var(--data)" isAnimationActive={false} />
    </BarChart>
  );
});

const NO_MARGIN = { top: 14, right: 0, bottom: 0, left: 0 };
/** Tops of the scale that halve into round numbers. */
const TOPS = [60, 120, 300, 600, 1200, 3000, 6000, 12_000, 30_000, 60_000];

function scaleTop(buckets: readonly GapBucket[]): number {
  const most = Math.max(0, ...buckets.map((bucket) => bucket.seconds));
  return TOPS.find((top) => top >= most) ?? most;
}

const hourMinute = (atUs: number): string => clockTime(atUs).slice(0, 5);

function useGapBuckets(): Loaded | null {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    const load = async (): Promise<void> => {
      const toUs = Math.ceil(systemClock.nowUs() / SLICE_US) * SLICE_US;
      const fromUs = toUs - WINDOW_US;
      const window = new URLSearchParams({ from: new Date(fromUs / 1000).toISOString(), to: new Date(toUs / 1000).toISOString() });
      const result = await fetchJson(`/api/v1/gaps?${window}`, GapsAnswer);
      if (result.kind !== "success") return;
      const { gaps, gapsTotal } = result.value;
      setLoaded({ buckets: bucketGaps(gaps, fromUs, toUs, SLICE_US), complete: gaps.length === gapsTotal, atUs: systemClock.nowUs() });
    };
    void load();
    return systemClock.every(REFETCH_MS, () => void load());
  }, []);
  return loaded;
}
