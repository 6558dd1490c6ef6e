import { Select, Table, type TableColumnsType } from "antd";
import { FINDING_SORTS, FindingPage, JUDGED, type FindingRow } from "../../shared/protocol/filings/findings.ts";
import { FINDING_SEVERITIES, RULE_MODES } from "../../shared/rules/decision.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale, type Language } from "../i18n/language.ts";
import { AlarmMark } from "../theme/AlarmMark.tsx";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { levelOfFinding } from "../desk/parts/alarm-level.ts";
import { EmptyNote } from "../desk/parts/EmptyNote.tsx";
import { beside } from "../desk/parts/beside-panel.ts";
import { RuleTag } from "../desk/parts/RuleTag.tsx";
import { SearchBox } from "../desk/parts/SearchBox.tsx";
import { ListHead } from "../desk/parts/ListHead.tsx";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { SubjectLink } from "../desk/parts/SubjectLink.tsx";
import { useRowKeys } from "../desk/parts/use-row-keys.ts";
import { useQuery } from "../desk/shell/address.ts";
import { withQuery } from "../desk/shell/query-words.ts";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import type { DeskWords } from "../desk/words/zh.ts";
import { FindingPanel } from "./FindingPanel.tsx";
import "../desk/parts/parts.css";
import "./findings.css";

const ASKED = ["orgId", "area", "ruleId", "severity", "mode", "judged", "open", "sinceFrom", "sinceTo", "subjectKind", "subjectId", "q", "sort"] as const;

/** What the rules suspect, and what people made of it (P11). Without other words: what still holds. */
export function FindingsPage() {
  const w = useDeskWords();
  const [words, change] = useQuery();
  const nowMs = useServerNowMs();
  const open = words.get("open") === "false" ? null : "true";
  const asked = withQuery("", { ...Object.fromEntries(ASKED.map((name) => [name, words.get(name)])), open });
  const fetched = useFetched(`/api/v1/findings${withQuery(asked, { limit: "200" })}`, FindingPage);
  const selected = words.get("sel");
  const file = (format: string): string => `/api/v1/findings${withQuery(asked, { format })}`;
  useRowKeys(
    (fetched.value?.rows ?? NO_ROWS).map(({ key }) => key),
    selected,
    (key) => change({ sel: key }),
  );
  return (
    <>
      <ListHead title={w.policy.findings.title} atMs={fetched.atMs} file={file}>
        <SeverityChips counts={fetched.value?.counts ?? null} />
      </ListHead>
      <FindingFilters />
      <div className={selected === null ? "split" : "split split-open"}>
        <section aria-label={w.policy.findings.title}>
          <StateOfFetch fetched={fetched} what={w.policy.findings.title}>
            {(page) => <FindingsTable page={page} nowMs={nowMs} />}
          </StateOfFetch>
        </section>
        {selected !== null && <FindingPanel key={selected} findingKey={selected} onClose={() => change({ sel: null })} onJudged={fetched.reload} />}
      </div>
    </>
  );
}

const NO_ROWS: FindingPage["rows"] = [];

function SeverityChips({ counts }: { counts: FindingPage["counts"] | null }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const chosen = (words.get("severity") ?? "").split(",").filter(Boolean);
  return (
    <div className="state-chips">
      {FINDING_SEVERITIES.map((severity) => {
        const next = chosen.includes(severity) ? chosen.filter((each) => each !== severity) : [...chosen, severity];
        return (
          <button key={severity} type="button" className="state-chip" aria-pressed={chosen.includes(severity)} onClick={() => change({ severity: next.join(","), sel: null })}>
            {w.decisions.findingSeverities[severity]} <strong>{counts === null ? t.unknown : (counts[severity] ?? 0)}</strong>
          </button>
        );
      })}
    </div>
  );
}

function FindingFilters() {
  const w = useDeskWords();
  const [words, change] = useQuery();
  const several = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select mode="multiple" className="filter-several" aria-label={label} placeholder={label} maxTagCount="responsive" allowClear popupMatchSelectWidth={false} value={(words.get(name) ?? "").split(",").filter(Boolean)} options={options} onChange={(chosen) => change({ [name]: chosen.join(","), sel: null })} />
  );
  return (
    <div className="filters">
      <SearchBox label={w.policy.findings.search} />
      {several("judged", w.policy.findings.filters.judged, JUDGED.map((value) => ({ value, label: w.policy.findings.verdicts[value] })))}
      {several("mode", w.filings.filters.mode, RULE_MODES.map((value) => ({ value, label: w.decisions.modes[value] })))}
      <button className="state-chip" type="button" aria-pressed={words.get("open") !== "false"} onClick={() => change({ open: words.get("open") === "false" ? null : "false" })}>
        {w.policy.findings.filters.open}
      </button>
      {words.has("ruleId") && (
        <button className="plain-button" type="button" onClick={() => change({ ruleId: null })}>
          {w.filings.filters.clear}: {words.get("ruleId")}
        </button>
      )}
      <Select className="filter-several" aria-label={w.filings.sort} value={words.get("sort") ?? "-since"} options={FINDING_SORTS.map((value) => ({ value, label: w.policy.findings.sorts[value] }))} onChange={(value) => change({ sort: value === "-since" ? null : value })} />
    </div>
  );
}

function FindingsTable({ page, nowMs }: { page: FindingPage; nowMs: number }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  if (page.rows.length === 0) {
    const filtered = [...words.keys()].some((name) => !["orgId", "area", "sel", "lang"].includes(name));
    return (
      <EmptyNote kind={filtered ? "filtered" : "nothing"} title={filtered ? w.policy.findings.emptyFilterTitle : w.policy.findings.emptyTitle}>
        <p>{w.policy.findings.empty}</p>
        <Link to="/rule-health">{w.pages.ruleHealth}</Link>
      </EmptyNote>
    );
  }
  return (
    <>
      <Table<FindingRow>
        size="small"
        rowKey="key"
        pagination={false}
        sticky
        dataSource={page.rows}
        columns={beside(words.get("sel"), columnsOf(w, language, nowMs, (key) => change({ sel: key })), ["org", "rule"])}
        rowClassName={(row) => (row.key === words.get("sel") ? "row-chosen" : "")}
        onRow={(row) => ({ onClick: () => change({ sel: row.key }) })}
      />
      <p className="table-foot">{w.data.rows(page.rows.length, Math.max(page.rows.length, sumOf(page, words)))}</p>
    </>
  );
}

function sumOf({ counts }: FindingPage, words: URLSearchParams): number {
  const chosen = (words.get("severity") ?? "").split(",").filter(Boolean);
  return FINDING_SEVERITIES.filter((severity) => chosen.length === 0 || chosen.includes(severity)).reduce((sum, severity) => sum + (counts[severity] ?? 0), 0);
}

function columnsOf(w: DeskWords, language: Language, nowMs: number, open: (key: string) => void): TableColumnsType<FindingRow> {
  const c = w.policy.findings.columns;
  return [
    { key: "since", title: c.since, width: 120, render: (_, row) => momentWords(row.sinceMs, nowMs) },
    {
      key: "severity",
      title: c.severity,
      width: 130,
      render: (_, row) => {
        const level = levelOfFinding(row);
        return (
          <>
            {level !== null && <AlarmMark level={level} />} {w.decisions.findingSeverities[row.severity]}
            {row.clearedMs !== null && <span className="quiet"> · {w.policy.findings.cleared(momentWords(row.clearedMs, nowMs))}</span>}
          </>
        );
      },
    },
    {
      key: "what",
      title: c.what,
      render: (_, row) => (
        <>
          <button className="row-open" type="button" onClick={() => open(row.key)}>
            {row.sentence[language]}
          </button>{" "}
          <SubjectLink subject={row.subject} />
        </>
      ),
    },
    { key: "org", title: c.org, width: 190, render: (_, row) => row.orgId !== null && <Link to={`/evaluators/${encodeURIComponent(row.orgId)}`}>{row.orgName ?? row.orgId}</Link> },
    { key: "rule", title: c.rule, width: 200, render: (_, row) => <RuleTag rule={row.rule} /> },
    { key: "verdict", title: c.verdict, width: 120, render: (_, row) => <span className={row.verdict === null ? "" : "quiet"}>{w.policy.findings.verdicts[row.verdict?.verdict ?? "none"]}</span> },
  ];
}
