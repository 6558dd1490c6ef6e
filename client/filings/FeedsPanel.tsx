import { Input } from "antd";
import { useState, type FormEvent } from "react";
import { z } from "zod";
import { FeedList, FeedMade } from "../../shared/protocol/filings/work-calendar.ts";
import { useLocale } from "../i18n/language.ts";
import { sendJson, wordsOf } from "../server-api/fetch-json.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { StateOfFetch } from "../desk/parts/StateOfFetch.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { obligationsQuery } from "./filings-query.ts";

/** Due dates in any calendar program, by a link that can be taken back. */
export function FeedsPanel() {
  const { language } = useLocale();
  const w = useDeskWords();
  const [words] = useQuery();
  const [notice, setNotice] = useState<string | null>(null);
  const feeds = useFetched("/api/v1/calendar-feeds", FeedList);
  const make = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const label = new FormData(event.currentTarget).get("label");
    const made = await sendJson("POST", "/api/v1/calendar-feeds", { label: typeof label === "string" ? label : "", asked: askedOf(words) }, FeedMade);
    setNotice(made.kind === "success" ? w.filings.ics.made(new URL(made.value.url, location.href).href) : wordsOf(made, language));
    feeds.reload();
  };
  const revoke = async (id: string): Promise<void> => {
    const gone = await sendJson("DELETE", `/api/v1/calendar-feeds/${encodeURIComponent(id)}`, {}, z.unknown());
    setNotice(gone.kind === "success" ? w.filings.ics.revoked : wordsOf(gone, language));
    feeds.reload();
  };
  return (
    <div className="feeds">
      <p>{w.filings.ics.hint}</p>
      <form className="feed-form" onSubmit={(event) => void make(event)}>
        <label>
          {w.filings.ics.label} <Input name="label" required />
        </label>
        <button className="plain-button" type="submit">
          {w.filings.ics.make}
        </button>
      </form>
      {notice !== null && (
        <p className="note" role="status">
          {notice}
        </p>
      )}
      <h2>{w.filings.ics.list}</h2>
      <StateOfFetch fetched={feeds} what={w.filings.ics.list}>
        {(list) =>
          list.length === 0 ? (
            <p className="quiet">{w.filings.ics.none}</p>
          ) : (
            <ul className="plain-list">
              {list.map((feed) => (
                <li key={feed.id}>
                  <span>{feed.label}</span>
                  <span className="quiet">{feed.orgId ?? (feed.asked === "" ? w.filings.ics.wholeScope : w.filings.ics.of(decodeURIComponent(feed.asked).replaceAll("&", " · ")))}</span>
                  <button className="plain-button" type="button" onClick={() => void revoke(feed.id)}>
                    {w.filings.ics.revoke}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </StateOfFetch>
    </div>
  );
}

/** The very question of the page, scope included; what is still to be done is meant anyway. */
function askedOf(words: URLSearchParams): string {
  return obligationsQuery(words, words.has("state") ? {} : { state: null }).slice(1);
}
