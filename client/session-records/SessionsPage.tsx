import { Checkbox, Input, Select, Table, type TableColumnsType } from "antd";
import { SESSION_SORTS, SessionPage, type SessionRow } from "../../shared/protocol/filings/session-records.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import type { Messages } from "../i18n/zh.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { EmptyNote } from "../desk/parts/EmptyNote.tsx";
import { ListHead } from "../desk/parts/ListHead.tsx";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { withQuery } from "../desk/shell/query-words.ts";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import type { DeskWords } from "../desk/words/zh.ts";
import { CoverageWords } from "./CoverageWords.tsx";
import { sessionState } from "./session-state.ts";
import "../desk/parts/parts.css";
import "./session-records.css";

/** Sessions of the scope by day: planned beside actual, candidates, and supervision by kind. */
export function SessionsPage() {
  const { t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const [words, change] = useQuery();
  const asked = withQuery("", Object.fromEntries(["orgId", "from", "to", "active", "sort"].map((name) => [name, words.get(name)])));
  const fetched = useFetched(`/api/v1/session-records${withQuery(asked, { limit: "200" })}`, SessionPage);
  const file = (format: string): string => `/api/v1/session-records${withQuery(asked, { format })}`;
  return (
    <>
      <ListHead title={w.records.title} atMs={fetched.atMs} file={file} />
      <div className="filters">
        {(["from", "to"] as const).map((name) => (
          <label key={name} className="date-filter">
            <span>{w.records.filters[name]}</span>
            <Input type="date" value={words.get(name) ?? ""} onChange={(event) => change({ [name]: event.target.value })} />
          </label>
        ))}
        <Checkbox checked={words.get("active") === "true"} onChange={(event) => change({ active: event.target.checked ? "true" : null })}>
          {w.records.filters.active}
        </Checkbox>
        <label className="date-filter">
          <span>{w.filings.sort}</span>
          <Select aria-label={w.filings.sort} value={words.get("sort") ?? "near"} options={SESSION_SORTS.map((value) => ({ value, label: w.records.sorts[value] }))} onChange={(value) => change({ sort: value === "near" ? null : value })} />
        </label>
      </div>
      <StateOfFetch fetched={fetched} what={w.records.title}>
        {(page) =>
          page.rows.length === 0 ? (
            <EmptyNote kind={asked === "" ? "nothing" : "filtered"} title={asked === "" ? w.records.emptyTitle : w.records.emptyFilterTitle}>
              <p>{w.records.empty}</p>
            </EmptyNote>
          ) : (
            <Table<SessionRow> size="small" rowKey="sessionId" pagination={false} sticky dataSource={page.rows} columns={columnsOf(w, t, nowMs)} />
          )
        }
      </StateOfFetch>
    </>
  );
}

function columnsOf(w: DeskWords, t: Messages, nowMs: number): TableColumnsType<SessionRow> {
  const c = w.records.columns;
  const moment = (atMs: number | null, none: string): string => (atMs === null ? none : momentWords(atMs, nowMs));
  return [
    { key: "session", title: c.session, render: (_, row) => <Link to={`/session-records/${encodeURIComponent(row.sessionId)}`}>{row.sessionId}</Link> },
    { key: "org", title: c.org, render: (_, row) => <Link to={`/evaluators/${encodeURIComponent(row.orgId)}`}>{row.orgName ?? row.orgId}</Link> },
    { key: "planned", title: c.planned, width: 130, render: (_, row) => moment(row.plannedStartMs, t.unknown) },
    { key: "started", title: w.records.start, width: 130, render: (_, row) => moment(row.startedAtMs, w.records.notStarted) },
    { key: "ended", title: w.records.end, width: 130, render: (_, row) => moment(row.endedAtMs, w.records.notEnded) },
    {
      key: "state",
      title: c.state,
      width: 120,
      render: (_, row) => (
        <>
          {w.records.states[sessionState(row)]} {row.test && <span className="tag">{w.records.test}</span>}
        </>
      ),
    },
    { key: "candidates", title: w.records.presence, width: 110, className: "number", render: (_, row) => `${row.checkedIn} / ${row.expected ?? t.unknown}` },
    { key: "coverage", title: w.records.coverage, width: 320, render: (_, row) => (row.startedAtMs === null ? t.unknown : <CoverageWords coverage={row.coverage} />) },
  ];
}
