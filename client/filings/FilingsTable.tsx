import { Table, type TableColumnsType } from "antd";
import { localDateOfMs } from "../../shared/calendar/local-date.ts";
import { ObligationPage, type ObligationRow } from "../../shared/protocol/filings/obligations.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale, type Language } from "../i18n/language.ts";
import { EmptyNote } from "../desk/parts/EmptyNote.tsx";
import { beside } from "../desk/parts/beside-panel.ts";
import { DueCell } from "../desk/parts/DueCell.tsx";
import { RuleTag } from "../desk/parts/RuleTag.tsx";
import { SubjectLink } from "../desk/parts/SubjectLink.tsx";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { useQuery } from "../desk/shell/address.ts";
import { withQuery } from "../desk/shell/query-words.ts";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import type { DeskWords } from "../desk/words/zh.ts";
import { CLEARABLE, hasFilters, listOf, TO_DO } from "./filings-query.ts";

interface FilingsTableProps {
  page: ObligationPage;
  nowMs: number;
  limit: number;
}

export function FilingsTable({ page, nowMs, limit }: FilingsTableProps) {
  const { language } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const selected = words.get("sel");
  if (page.rows.length === 0) return <NoFilings page={page} nowMs={nowMs} />;
  return (
    <>
      <Table<ObligationRow>
        size="small"
        rowKey="key"
        pagination={false}
        sticky
        dataSource={page.rows}
        columns={beside(selected, columnsOf(w, language, nowMs, (key) => change({ sel: key })), ["triggered", "rule", "force"])}
        rowClassName={(row) => (row.key === selected ? "row-chosen" : "")}
        onRow={(row) => ({ onClick: () => change({ sel: row.key }) })}
      />
      <p className="table-foot">
        {w.data.rows(page.rows.length, totalOf(page, words))}
        {page.age.computedAtMs !== null && <span className="quiet"> · {w.data.computed(momentWords(page.age.computedAtMs, nowMs))}</span>}
        {page.next !== null && limit < 500 && (
          <button className="plain-button" type="button" onClick={() => change({ rows: String(Math.min(500, limit + 100)) })}>
            {w.filings.more}
          </button>
        )}
      </p>
    </>
  );
}

/** Counts are by state; what the table shows is the chosen states, or those still to be done. */
function totalOf({ counts, rows }: ObligationPage, words: URLSearchParams): number {
  const chosen = listOf(words, "state");
  const states: readonly string[] = chosen.length > 0 ? chosen : TO_DO;
  const shown = Object.entries(counts).filter(([state]) => (chosen.length === 0 && words.get("open") === "false") || states.includes(state));
  return Math.max(
    rows.length,
    shown.reduce((sum, [, count]) => sum + count, 0),
  );
}

function columnsOf(w: DeskWords, language: Language, nowMs: number, open: (key: string) => void): TableColumnsType<ObligationRow> {
  const c = w.filings.columns;
  return [
    { key: "due", title: c.due, width: 240, render: (_, row) => <DueCell row={row} nowMs={nowMs} /> },
    { key: "org", title: c.org, width: 200, render: (_, row) => row.orgId !== null && <Link to={`/evaluators/${encodeURIComponent(row.orgId)}`}>{row.orgName ?? row.orgId}</Link> },
    {
      key: "what",
      title: c.what,
      width: 240,
      render: (_, row) => (
        <button className="row-open" type="button" onClick={() => open(row.key)}>
          {row.title[language]}
        </button>
      ),
    },
    { key: "about", title: c.about, render: (_, row) => <SubjectLink subject={row.subject} /> },
    { key: "triggered", title: c.triggered, width: 110, dataIndex: "triggerDate" },
    { key: "rule", title: c.rule, width: 250, render: (_, row) => <RuleTag rule={row.rule} /> },
    { key: "force", title: c.force, width: 160, render: (_, row) => <span className={row.severity === "breach" ? "" : "quiet"}>{w.decisions.severities[row.severity]}</span> },
  ];
}

/** Three emptinesses that are not the same: nothing is owed at all, the filters hide it, or all of it is done. */
function NoFilings({ page, nowMs }: { page: ObligationPage; nowMs: number }) {
  const w = useDeskWords();
  const [words, change] = useQuery();
  const scope = Object.fromEntries(["orgId", "area"].map((name) => [name, words.get(name)]));
  const ever = useFetched(`/api/v1/obligations${withQuery("?limit=1&mode=in-force,shadow,record", scope)}`, ObligationPage).value;
  const total = countOf(page);
  if (ever === null) return null;
  const clear = (
    <button className="plain-button" type="button" onClick={() => change(Object.fromEntries(CLEARABLE.map((name) => [name, null])))}>
      {w.filings.filters.clear}
    </button>
  );
  if (countOf(ever) === 0) {
    return (
      <EmptyNote kind="nothing" title={w.filings.empty.nothingTitle}>
        <p>{w.filings.empty.nothing}</p>
        <Link to="/imports">{w.filings.empty.nothingAction}</Link>
      </EmptyNote>
    );
  }
  if (hasFilters(words) && !(total > 0 && listOf(words, "state").length > 0)) {
    return (
      <EmptyNote kind="filtered" title={w.filings.empty.filterTitle}>
        {clear}
      </EmptyNote>
    );
  }
  return (
    <EmptyNote kind="all-done" title={w.filings.empty.allDoneTitle}>
      <p>{w.filings.empty.allDone(`${localDateOfMs(nowMs)} ${momentWords(nowMs, nowMs).slice(6)}`)}</p>
      {hasFilters(words) && clear}
    </EmptyNote>
  );
}

function countOf({ counts }: ObligationPage): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
