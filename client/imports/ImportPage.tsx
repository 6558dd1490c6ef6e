import { Select } from "antd";
import { useState } from "react";
import { EVENT_CATALOG, isEventType, type EventType } from "../../shared/events/event-catalog.ts";
import { ImportAnswer, ImportPreview } from "../../shared/protocol/imports.ts";
import { useLocale } from "../i18n/language.ts";
import { fetchJson, wordsOf } from "../server-api/fetch-json.ts";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { PreviewResult } from "./PreviewResult.tsx";
import "../desk/parts/parts.css";
import "./imports.css";

interface Seen {
  file: File;
  preview: ImportPreview;
}

/** Facts from a table: chosen, previewed with every bad cell, then entered. Nothing is written before the last step. */
export function ImportPage() {
  const { language } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const asked = words.get("type") ?? "";
  const type = isEventType(asked) ? asked : null;
  const [seen, setSeen] = useState<Seen | null>(null);
  const [notice, setNotice] = useState<{ text: string; wrong: boolean } | null>(null);

  const preview = async (kind: EventType, file: File): Promise<void> => {
    setSeen(null);
    setNotice({ text: w.filings.imports.reading, wrong: false });
    const result = await fetchJson(`/api/v1/imports/preview?type=${kind}`, ImportPreview, { method: "POST", headers: OCTETS, body: file });
    if (result.kind === "success") setSeen({ file, preview: result.value });
    setNotice(result.kind === "success" ? null : { text: wordsOf(result, language), wrong: true });
  };
  const commit = async ({ file, preview: { type: kind, sha256 } }: Seen, onlyGood: boolean): Promise<void> => {
    const result = await fetchJson(`/api/v1/imports?type=${kind}&sha256=${sha256}&onlyGood=${onlyGood}`, ImportAnswer, { method: "POST", headers: OCTETS, body: file });
    if (result.kind === "success") setSeen(null);
    setNotice(result.kind === "success" ? { text: w.filings.imports.done(result.value.entered, result.value.repeated, result.value.leftOut), wrong: false } : { text: wordsOf(result, language), wrong: true });
  };
  return (
    <>
      <header className="page-head">
        <h1>{w.filings.imports.title}</h1>
      </header>
      <p className="page-intro">{w.filings.imports.intro}</p>
      <div className="import-steps">
        <Select
          className="import-kind"
          aria-label={w.filings.imports.kind}
          placeholder={w.filings.imports.pickKind}
          showSearch={SEARCH_BY_LABEL}
          value={type}
          options={kindOptions(language, w.links.names)}
          onChange={(chosen: string) => {
            setSeen(null);
            change({ type: chosen });
          }}
        />
        {type !== null && (
          <>
            <nav className="exports" aria-label={w.filings.imports.template}>
              {(["xlsx", "csv"] as const).map((format) => (
                <a key={format} href={`/api/v1/imports/template?type=${type}&format=${format}`} download>
                  {w.filings.imports.template} {format.toUpperCase()}
                </a>
              ))}
            </nav>
            <label className="file-choice">
              {w.filings.imports.file}
              <input type="file" accept=".csv,.xlsx" onChange={(event) => void chosenFile(event.currentTarget, (file) => preview(type, file))} />
            </label>
          </>
        )}
      </div>
      {notice !== null && (
        <p className={notice.wrong ? "note note-wrong" : "note"} role="status">
          {notice.text}
        </p>
      )}
      {seen !== null && <PreviewResult preview={seen.preview} onCommit={(onlyGood) => void commit(seen, onlyGood)} />}
    </>
  );
}

const OCTETS = { "content-type": "application/octet-stream" };
const SEARCH_BY_LABEL = { optionFilterProp: "label" };

/** The same file chosen again, after it was mended, must be read again. */
async function chosenFile(input: HTMLInputElement, take: (file: File) => Promise<void>): Promise<void> {
  const file = input.files?.[0];
  if (file !== undefined) await take(file);
  input.value = "";
}

function kindOptions(language: "zh" | "en", links: Readonly<Record<string, string>>): { label: string; options: { value: string; label: string }[] }[] {
  const byLink = Map.groupBy(Object.entries(EVENT_CATALOG), ([, kind]) => kind.link);
  return [...byLink].map(([link, kinds]) => ({ label: links[link] ?? link, options: kinds.map(([value, kind]) => ({ value, label: kind[language] })) }));
}
