import { Segmented } from "antd";
import { ObligationPage } from "../../shared/protocol/filings/obligations.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { AgeNote, StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useRowKeys } from "../desk/parts/use-row-keys.ts";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { DueCalendar } from "./DueCalendar.tsx";
import { FeedsPanel } from "./FeedsPanel.tsx";
import { FilingsExports } from "./FilingsExports.tsx";
import { FilingsFilters } from "./FilingsFilters.tsx";
import { obligationsQuery } from "./filings-query.ts";
import { FilingsTable } from "./FilingsTable.tsx";
import { ObligationPanel } from "./ObligationPanel.tsx";
import { StateChips } from "./StateChips.tsx";
import "../desk/parts/parts.css";
import "./filings.css";

const VIEWS = ["table", "calendar", "ics"] as const;
type View = (typeof VIEWS)[number];
export const PAGE_ROWS = 100;

/** Who owes what by when, and why: a table, a calendar and a feed of one query, which is the address. */
export function FilingsPage() {
  const w = useDeskWords();
  const [words, change] = useQuery();
  const view: View = VIEWS.find((each) => each === words.get("view")) ?? "table";
  const limit = Math.min(500, Math.max(PAGE_ROWS, Number(words.get("rows")) || 0));
  const fetched = useFetched(`/api/v1/obligations${obligationsQuery(words, { limit: String(limit) })}`, ObligationPage);
  const selected = words.get("sel");
  const nowMs = useServerNowMs();
  useRowKeys(
    (fetched.value?.rows ?? NO_ROWS).map(({ key }) => key),
    selected,
    (key) => change({ sel: key }),
  );
  return (
    <>
      <header className="page-head">
        <h1>{w.filings.title}</h1>
        <StateChips counts={fetched.value?.counts ?? null} />
        <AgeNote atMs={fetched.atMs} />
        <Segmented aria-label={w.filings.title} value={view} options={VIEWS.map((each) => ({ value: each, label: w.filings.views[each] }))} onChange={(next) => change({ view: next === "table" ? null : next })} />
        <FilingsExports />
      </header>
      <FilingsFilters />
      <div className={selected === null ? "split" : "split split-open"}>
        <section aria-label={w.filings.views[view]}>
          {view === "table" && (
            <StateOfFetch fetched={fetched} what={w.filings.title}>
              {(page) => <FilingsTable page={page} nowMs={nowMs} limit={limit} />}
            </StateOfFetch>
          )}
          {view === "calendar" && <DueCalendar nowMs={nowMs} />}
          {view === "ics" && <FeedsPanel />}
        </section>
        {selected !== null && <ObligationPanel key={selected} obligationKey={selected} onClose={() => change({ sel: null })} />}
      </div>
    </>
  );
}

const NO_ROWS: ObligationPage["rows"] = [];
