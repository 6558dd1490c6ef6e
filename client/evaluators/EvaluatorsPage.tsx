import { Select, Table, type TableColumnsType } from "antd";
import { EvaluatorType } from "../../shared/events/fields.ts";
import { LISTING_STATES, ORG_SORTS, OrgPage, type OrgRow } from "../../shared/protocol/filings/orgs.ts";
import { areaName } from "../i18n/area-name.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale, type Language } from "../i18n/language.ts";
import { AlarmMark } from "../theme/AlarmMark.tsx";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { EmptyNote } from "../desk/parts/EmptyNote.tsx";
import { SearchBox } from "../desk/parts/SearchBox.tsx";
import { ListHead } from "../desk/parts/ListHead.tsx";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { withQuery } from "../desk/shell/query-words.ts";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import type { DeskWords } from "../desk/words/zh.ts";
import "../desk/parts/parts.css";

const ASKED = ["area", "state", "evaluatorType", "q", "sort"] as const;

/** All evaluators of the scope, with what is wrong at each. */
export function EvaluatorsPage() {
  const { language } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const nowMs = useServerNowMs();
  const asked = withQuery("", Object.fromEntries(ASKED.map((name) => [name, words.get(name)])));
  const fetched = useFetched(`/api/v1/orgs${withQuery(asked, { limit: "500" })}`, OrgPage);
  const file = (format: string): string => `/api/v1/orgs${withQuery(asked, { format })}`;
  return (
    <>
      <ListHead title={w.pages.evaluators} atMs={fetched.atMs} file={file} />
      <div className="filters">
        <SearchBox label={w.links.search} />
        <Select mode="multiple" className="filter-several" aria-label={w.links.state} placeholder={w.links.state} allowClear maxTagCount="responsive" value={(words.get("state") ?? "").split(",").filter(Boolean)} options={LISTING_STATES.map((value) => ({ value, label: w.links.listing[value] }))} onChange={(chosen) => change({ state: chosen.join(",") })} />
        <Select mode="multiple" className="filter-several" aria-label={w.links.type} placeholder={w.links.type} allowClear maxTagCount="responsive" value={(words.get("evaluatorType") ?? "").split(",").filter(Boolean)} options={EvaluatorType.options.map((value) => ({ value, label: w.links.types[value] }))} onChange={(chosen) => change({ evaluatorType: chosen.join(",") })} />
        <Select className="filter-several" aria-label={w.filings.sort} value={words.get("sort") ?? "name"} options={ORG_SORTS.map((value) => ({ value, label: w.links.sorts[value] }))} onChange={(value) => change({ sort: value === "name" ? null : value })} />
      </div>
      <StateOfFetch fetched={fetched} what={w.pages.evaluators}>
        {(page) =>
          page.rows.length === 0 ? (
            <EmptyNote kind="nothing" title={w.links.emptyTitle}>
              <p>{w.links.empty}</p>
            </EmptyNote>
          ) : (
            <>
              <Table<OrgRow> size="small" rowKey="id" pagination={false} sticky dataSource={page.rows} columns={columnsOf(w, language, nowMs)} />
              <p className="table-foot">{w.data.rows(page.rows.length, page.total)}</p>
            </>
          )
        }
      </StateOfFetch>
    </>
  );
}

function columnsOf(w: DeskWords, language: Language, nowMs: number): TableColumnsType<OrgRow> {
  const c = w.links.columns;
  const duties = (row: OrgRow, state: string, count: number) => (count === 0 ? "0" : <Link to={`/filings?orgId=${encodeURIComponent(row.id)}&state=${state}`}>{count}</Link>);
  return [
    { key: "name", title: c.name, render: (_, row) => <Link to={`/evaluators/${encodeURIComponent(row.id)}`}>{row.name ?? row.id}</Link> },
    { key: "type", title: c.type, width: 160, render: (_, row) => row.evaluatorType !== null && w.links.types[row.evaluatorType] },
    { key: "area", title: c.area, width: 110, render: (_, row) => row.areaCode !== null && areaName(row.areaCode, language) },
    { key: "state", title: c.state, width: 120, render: (_, row) => w.links.listing[row.state] },
    {
      key: "overdue",
      title: c.overdue,
      width: 90,
      className: "number",
      render: (_, row) => (
        <>
          {row.overdue > 0 && <AlarmMark level={1} />} {duties(row, "overdue", row.overdue)}
        </>
      ),
    },
    { key: "soon", title: c.dueSoon, width: 100, className: "number", render: (_, row) => duties(row, "due_soon,due_today", row.dueSoon) },
    {
      key: "red",
      title: c.red,
      width: 110,
      className: "number",
      render: (_, row) => (
        <>
          {row.redFindings > 0 && <AlarmMark level={1} />} {row.redFindings === 0 ? "0" : <Link to={`/findings?orgId=${encodeURIComponent(row.id)}&severity=red`}>{row.redFindings}</Link>}
        </>
      ),
    },
    { key: "last", title: c.last, width: 120, render: (_, row) => (row.lastFactAtMs === null ? w.links.never : momentWords(row.lastFactAtMs, nowMs)) },
  ];
}
