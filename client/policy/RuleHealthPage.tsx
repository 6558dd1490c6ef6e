import { Table, type TableColumnsType } from "antd";
import { RuleHealth, RuleLibrary, type RuleHealthRow } from "../../shared/protocol/filings/rule-library.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale, type Language } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { ListHead } from "../desk/parts/ListHead.tsx";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import type { DeskWords } from "../desk/words/zh.ts";
import "../desk/parts/parts.css";
import "./policy.css";

/** How each check does: how often it fired, what people made of it, and which are silent. */
export function RuleHealthPage() {
  const { language, t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const [words] = useQuery();
  const mode = words.get("mode");
  const asked = mode === null ? "" : `?mode=${mode}`;
  const fetched = useFetched(`/api/v1/rule-health${asked}`, RuleHealth);
  const silent = useSilentChecks();
  const file = (format: string): string => `/api/v1/rule-health?format=${format}${mode === null ? "" : `&mode=${mode}`}`;
  return (
    <>
      <ListHead title={w.policy.health.title} atMs={fetched.atMs} file={file} />
      <p className="page-intro">{w.policy.health.intro}</p>
      <StateOfFetch fetched={fetched} what={w.policy.health.title}>
        {({ rows }) => (
          <>
            <p className="health-sum">
              <Link to="/policy">{w.policy.health.silent(silent === null ? t.unknown : String(silent))}</Link>
              <span>{w.policy.health.noisy(rows.filter(({ falseAlarmShare }) => (falseAlarmShare ?? 0) > 0.5).length)}</span>
              <span>{w.policy.health.unjudged(rows.reduce((sum, row) => sum + unjudged(row), 0))}</span>
            </p>
            <Table<RuleHealthRow> size="small" rowKey={(row) => `${row.rulebookId} ${row.ruleId}`} pagination={false} sticky dataSource={rows} columns={columnsOf(w, language, t.unknown, nowMs)} />
          </>
        )}
      </StateOfFetch>
    </>
  );
}

/** Checks in force that no fact has ever fired: nothing is wrong, or no data comes. null until known. */
function useSilentChecks(): number | null {
  const library = useFetched("/api/v1/rulebooks", RuleLibrary).value;
  if (library === null) return null;
  return library.books.filter(({ mode }) => mode === "in-force").reduce((sum, book) => sum + book.rules.filter(({ kind, fired }) => kind === "check" && fired === 0).length, 0);
}

function unjudged({ fired, confirmed, falseAlarms, needsMore }: RuleHealthRow): number {
  return Math.max(0, fired - confirmed - falseAlarms - needsMore);
}

function columnsOf(w: DeskWords, language: Language, unknown: string, nowMs: number): TableColumnsType<RuleHealthRow> {
  const c = w.policy.health.columns;
  const number = (key: "fired" | "open" | "confirmed" | "falseAlarms" | "needsMore", title: string) => ({ key, title, dataIndex: key, width: 90, className: "number", sorter: (a: RuleHealthRow, b: RuleHealthRow) => a[key] - b[key] });
  return [
    {
      key: "rule",
      title: c.rule,
      render: (_, row) => (
        <>
          <Link to={`/policy?rule=${row.ruleId}&book=${row.rulebookId}`}>{row.ruleId}</Link> {row.title[language]} <span className="quiet">{row.rulebookId}</span> {row.mode !== "in-force" && <span className="tag">{w.decisions.modes[row.mode]}</span>}
        </>
      ),
    },
    { key: "severity", title: c.severity, width: 120, render: (_, row) => w.decisions.findingSeverities[row.severity] },
    { ...number("fired", c.fired), render: (_, row) => (row.fired === 0 ? "0" : <Link to={`/findings?ruleId=${row.ruleId}&open=false`}>{row.fired}</Link>) },
    number("open", c.open),
    number("confirmed", c.confirmed),
    number("falseAlarms", c.falseAlarms),
    number("needsMore", c.needsMore),
    { key: "share", title: c.share, width: 110, className: "number", sorter: (a, b) => (a.falseAlarmShare ?? -1) - (b.falseAlarmShare ?? -1), render: (_, row) => (row.falseAlarmShare === null ? unknown : `${Math.round(row.falseAlarmShare * 100)}%`) },
    { key: "last", title: c.last, width: 130, render: (_, row) => (row.lastSinceMs === null ? w.policy.health.never : momentWords(row.lastSinceMs, nowMs)) },
  ];
}
