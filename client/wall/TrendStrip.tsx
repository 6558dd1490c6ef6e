import { useMemo } from "react";
import { useLocale } from "../i18n/language.ts";
import { CoveragePanel } from "./CoveragePanel.tsx";
import { GapChart } from "./GapChart.tsx";
import { TrendChart, type TrendPoint } from "./TrendChart.tsx";
import type { WallFilingsFacts } from "./wall-types.ts";

/** What the day's numbers come from: supervision by kind, and the lines of the last days. */
export function TrendStrip({ filings }: { filings: WallFilingsFacts | null }) {
  const { t } = useLocale();
  const days = filings?.days;
  const coverage = useMemo((): TrendPoint[] => (days ?? []).map((day) => ({ date: day.date, main: day.onSiteInternalShare, beside: day.remoteExternalShare })), [days]);
  const overdue = useMemo((): TrendPoint[] => (days ?? []).map((day) => ({ date: day.date, main: day.overdue })), [days]);
  const span = days === undefined || days.length === 0 ? t.unknown : t.days(String(days.length));
  return (
    <>
      <CoveragePanel filings={filings} />
      <TrendChart title={t.wall.coverageTrend} note={span} points={coverage} share legend={{ main: t.wall.onSiteInternal, beside: t.wall.remoteExternal }} />
      <TrendChart title={t.wall.overdueTrend} note={span} points={overdue} share={false} />
      <GapChart />
    </>
  );
}
