import { useMemo } from "react";
import { RuleLibrary } from "../../shared/protocol/filings/rule-library.ts";
import { areaName } from "../i18n/area-name.ts";
import { useLocale, type Language } from "../i18n/language.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { EmptyNote } from "../desk/parts/EmptyNote.tsx";
import { SearchBox } from "../desk/parts/SearchBox.tsx";
import { AgeNote, StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { BookSettings } from "./BookSettings.tsx";
import { RuleEntry } from "./RuleEntry.tsx";
import "../desk/parts/parts.css";
import "./policy.css";

type Book = RuleLibrary["books"][number];

/** Every rule with the words it rests on: by book, searched and linked to by id. */
export function PolicyPage() {
  const w = useDeskWords();
  const fetched = useFetched("/api/v1/rulebooks", RuleLibrary);
  return (
    <>
      <header className="page-head">
        <h1>{w.pages.policy}</h1>
        <AgeNote atMs={fetched.atMs} />
      </header>
      <p className="page-intro">{w.policy.intro}</p>
      <StateOfFetch fetched={fetched} what={w.pages.policy}>
        {(library) => <Library books={library.books} />}
      </StateOfFetch>
    </>
  );
}

function Library({ books }: { books: readonly Book[] }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const bookId = words.get("book") ?? books[0]?.id;
  const book = books.find(({ id }) => id === bookId);
  const q = words.get("q") ?? "";
  const asked = words.get("rule");
  const rules = useMemo(() => (book?.rules ?? []).filter((rule) => (asked === null || rule.id === asked) && matches(rule, q, language)), [asked, book, language, q]);
  return (
    <>
      <div className="filters" role="group" aria-label={w.policy.books}>
        {books.map((each) => (
          <button key={each.id} type="button" className="state-chip book-chip" aria-pressed={each.id === bookId} onClick={() => change({ book: each.id, rule: null })}>
            {each.title[language]} <span className="tag">{w.decisions.bookStatuses[each.status]}</span>
          </button>
        ))}
      </div>
      {book !== undefined && (
        <>
          <BookHead book={book} />
          <div className="filters">
            <SearchBox label={w.policy.search} />
            {asked !== null && (
              <button className="plain-button" type="button" onClick={() => change({ rule: null })}>
                {w.filings.filters.clear}: {asked}
              </button>
            )}
            <span className="quiet">{w.data.rows(rules.length, book.rules.length)}</span>
          </div>
          {rules.length === 0 && <EmptyNote kind="filtered" title={w.policy.emptyFilter} />}
          <ul className="rules">
            {rules.map((rule) => (
              <RuleEntry key={rule.id} rule={rule} book={book} open={rule.id === asked} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function matches(rule: Book["rules"][number], q: string, language: Language): boolean {
  const text = [rule.id, rule.title[language], ...rule.sources.flatMap(({ id, article, quote }) => [id, article, quote]), ...rule.readings.flatMap(({ id, subject, used }) => [id, subject, used])].join(" ");
  return text.toLowerCase().includes(q.trim().toLowerCase());
}

function BookHead({ book }: { book: Book }) {
  const { language } = useLocale();
  const w = useDeskWords();
  return (
    <section className="section" aria-label={book.title[language]}>
      <h2>{book.title[language]}</h2>
      <p>
        <span className="tag">{w.decisions.bookStatuses[book.status]}</span> {areaName(book.areaCode, language)} · {w.policy.version(book.version)} · {w.policy.inForce(book.inForceFrom, book.inForceTo)}
      </p>
      <p className="quiet">
        {w.policy.document}: <span lang="zh-CN">{book.document}</span>
      </p>
      <BookSettings book={book} />
    </section>
  );
}
