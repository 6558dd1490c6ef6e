import { Segmented } from "antd";
import { WallSnapshot, type WallDayPoint } from "../../shared/protocol/wall.ts";
import { csvText, type CellValue } from "../../shared/table/csv-text.ts";
import { useLocale } from "../i18n/language.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { AgeNote, StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { TrendChart } from "../wall/TrendChart.tsx";
import "../desk/parts/parts.css";
import "./trends.css";

/** The wall's lines of the last ninety days, each also as a table and a file. */
export function TrendsPage() {
  const w = useDeskWords();
  const fetched = useFetched("/api/v1/wall", WallSnapshot);
  return (
    <>
      <header className="page-head">
        <h1>{w.pages.trends}</h1>
        <AgeNote atMs={fetched.atMs} />
      </header>
      <StateOfFetch fetched={fetched} what={w.pages.trends}>
        {({ filings }) => (filings === null ? <p className="quiet">{w.trends.unknown}</p> : <Trends days={filings.days} />)}
      </StateOfFetch>
    </>
  );
}

interface Series {
  name: string;
  title: string;
  share: boolean;
  columns: readonly { title: string; value(day: WallDayPoint): number | null }[];
}

function Trends({ days }: { days: readonly WallDayPoint[] }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const sessions = { title: w.pages.sessions, value: (day: WallDayPoint) => day.sessions };
  const series: readonly Series[] = [
    { name: "on-site-internal", title: w.trends.onSiteInternal, share: true, columns: [{ title: t.wall.onSiteInternal, value: (day) => day.onSiteInternalShare }, sessions] },
    { name: "remote-external", title: w.trends.remoteExternal, share: true, columns: [{ title: t.wall.remoteExternal, value: (day) => day.remoteExternalShare }, sessions] },
    { name: "overdue", title: t.wall.overdueTrend, share: false, columns: [{ title: w.decisions.states.overdue, value: (day) => day.overdue }] },
  ];
  return (
    <div className="trends">
      {series.map((each) => (
        <Trend key={each.name} series={each} days={days} />
      ))}
    </div>
  );
}

function Trend({ series: { name, title, share, columns }, days }: { series: Series; days: readonly WallDayPoint[] }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const asTable = words.get(name) === "table";
  const main = columns[0]?.value;
  const rows = days.map((day): CellValue[] => [day.date, ...columns.map(({ value }) => value(day))]);
  const head = [w.trends.day, ...columns.map((column) => column.title)];
  return (
    <section className="section trend" data-trend={name} aria-label={title}>
      <div className="trend-tools">
        <Segmented aria-label={title} value={asTable ? "table" : "chart"} options={(["chart", "table"] as const).map((value) => ({ value, label: w.trends[value] }))} onChange={(next) => change({ [name]: next === "table" ? "table" : null })} />
        <a className="plain-button" download={`${name}.csv`} href={`data:text/csv;charset=utf-8,${encodeURIComponent(csvText([head, ...rows]))}`}>
          CSV
        </a>
      </div>
      {!asTable && <TrendChart title={title} note={t.days(String(days.length))} share={share} points={days.map((day) => ({ date: day.date, main: main?.(day) ?? null }))} />}
      {asTable && (
        <>
          <h2>{title}</h2>
          <div className="trend-table" tabIndex={0} role="region" aria-label={title}>
            <table className="plain-table">
              <thead>
                <tr>
                  {head.map((each) => (
                    <th key={each} scope="col">
                      {each}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {days.toReversed().map((day) => (
                  <tr key={day.date}>
                    <th scope="row">{day.date}</th>
                    {columns.map((column, index) => (
                      <td key={column.title}>{cellWords(column.value(day), share && index === 0, t.unknown)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

/** A day without sessions has no share: unknown is not zero. */
function cellWords(value: number | null, share: boolean, unknown: string): string {
  if (value === null) return unknown;
  return share ? `${Math.round(value * 1000) / 10} %` : String(value);
}
