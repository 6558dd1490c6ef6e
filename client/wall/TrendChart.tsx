import { memo, useMemo, useRef } from "react";
import { CartesianGrid, Line, LineChart, ReferenceArea, XAxis, YAxis } from "recharts";
import { dayGaps } from "./day-gaps.ts";
import { useSize } from "./use-size.ts";

export interface TrendPoint {
  date: string;
  /** null: not known, or nothing to measure; the line ends there. */
  main: number | null;
  /** A second series for comparison, drawn dashed. */
  beside?: number | null;
}

interface TrendChartProps {
  title: string;
  note: string;
  points: readonly TrendPoint[];
  /** Shares are drawn from 0 to 1 and labelled in percent. */
  share: boolean;
  legend?: { main: string; beside: string };
}

/** One line a day over at most 90 days. Grey: a trend is no alarm. */
export function TrendChart({ title, note, points, share, legend }: TrendChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  return (
    <section className="panel panel-chart">
      <h2>
        {title} <span className="panel-age">{note}</span>
      </h2>
      {legend !== undefined && (
        <p className="chart-legend">
          <span className="legend-main">{legend.main}</span> <span className="legend-beside">{legend.beside}</span>
        </p>
      )}
      <div className="chart" ref={box}>
        {size !== null && points.length > 0 && <Lines points={points} share={share} width={size.width} height={size.height} fontPx={size.fontPx} />}
      </div>
    </section>
  );
}

interface LinesProps {
  points: readonly TrendPoint[];
  share: boolean;
  width: number;
  height: number;
  fontPx: number;
}

/** Recharts as the wall may use it: no animation, no dots, no smoothing, explicit size, holes left open. */
const Lines = memo(function Lines({ points, share, width, height, fontPx }: LinesProps) {
  const tick = useMemo(() => ({ fontSize: fontPx, fill: "var(--text-2)" }), [fontPx]);
  const scale = useMemo(() => scaleOf(points, share), [points, share]);
  const gaps = useMemo(() => dayGaps(points), [points]);
  const data = useMemo(() => [...points], [points]);
  const dates = useMemo(() => [points[0], points[Math.floor(points.length / 2)], points.at(-1)].flatMap((point) => (point === undefined ? [] : [point.date])), [points]);
  return (
    <LineChart data={data} width={width} height={height} accessibilityLayer={false} margin={margins(fontPx)}>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="date" tick={tick} ticks={dates} interval={0} tickLine={false} axisLine={false} height={fontPx * 1.9} tickMargin={fontPx * 0.5} tickFormatter={monthDay} />
      <YAxis tick={tick} tickLine={false} axisLine={false} width={fontPx * 3} ticks={scale.ticks} domain={scale.domain} tickFormatter={share ? percentTick : String} />
      {gaps.map((gap) => (
        <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill="var(--bg-3)" fillOpacity={0.5} />
      ))}
      {/* Round ends, so that a day alone between days without sessions is seen. */}
      <Line dataKey="beside" strokeLinecap="round" type="linear" dot={false} connectNulls={false} stroke="var(--text-3)" strokeDasharray="6 6" strokeWidth={fontPx / 9} isAnimationActive={false} />
      <Line dataKey="main" strokeLinecap="round" type="linear" dot={false} connectNulls={false} stroke="var(--data)" strokeWidth={fontPx / 6} isAnimationActive={false} />
    </LineChart>
  );
});

const margins = (fontPx: number) => ({ top: fontPx * 0.6, right: fontPx * 1.5, bottom: 0, left: 0 });
const monthDay = (date: string): string => date.slice(5);
const percentTick = (value: number): string => `${Math.round(value * 100)}%`;

/** Tops that halve into whole numbers. */
const TOPS = [2, 4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000, 10_000];

function scaleOf(points: readonly TrendPoint[], share: boolean): { ticks: number[]; domain: number[] } {
  const most = Math.max(0, ...points.flatMap(({ main, beside }) => [main ?? 0, beside ?? 0]));
  const top = share ? 1 : (TOPS.find((each) => each >= most) ?? most);
  return { ticks: [0, top / 2, top], domain: [0, top] };
}
