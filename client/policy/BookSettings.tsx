import { RuleSettings, type RuleLibrary, type RuleSetting } from "../../shared/protocol/filings/rule-library.ts";
import { useState } from "react";
import type { z } from "zod";
import { momentWords } from "../i18n/moments.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { SettingForm } from "./SettingForm.tsx";

type Book = RuleLibrary["books"][number];

/** What an authority may set in this book, and who last did. */
export function BookSettings({ book }: { book: Book }) {
  const w = useDeskWords();
  const settings = useFetched("/api/v1/rule-settings", RuleSettings);
  const known = new Map((settings.value?.settings ?? []).filter(({ areaCode }) => areaCode === book.areaCode).map((each) => [each.setting, each]));
  const names = Object.keys(book.settings);
  return (
    <details>
      <summary className="settings-head">
        {w.policy.settings} {names.length}
      </summary>
      {names.length === 0 ? (
        <p className="quiet">{w.policy.noSettings}</p>
      ) : (
        <dl className="pairs">
          {names.map((name) => (
            <Setting key={name} name={name} book={book} setting={known.get(name)} onChanged={settings.reload} />
          ))}
        </dl>
      )}
    </details>
  );
}

interface SettingProps {
  name: string;
  book: Book;
  setting: z.infer<typeof RuleSetting> | undefined;
  onChanged: () => void;
}

function Setting({ name, book, setting, onChanged }: SettingProps) {
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const [changing, setChanging] = useState(false);
  const [entered, setEntered] = useState<number | null>(null);
  const shipped = book.settings[name] ?? "";
  const value = setting?.value ?? shipped;
  const changed = setting?.changed ?? null;
  return (
    <div className="pair">
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <strong>{String(value)}</strong>{" "}
        <button className="plain-button" type="button" aria-label={w.policy.change.title(name)} onClick={() => setChanging(true)}>
          {w.policy.change.open}
        </button>
        {changed !== null && (
          <span className="quiet">
            {" "}
            {w.policy.shipped(String(shipped))} · {w.policy.changed(changed.by, momentWords(changed.atMs, nowMs), changed.reason)}
          </span>
        )}
        {entered !== null && <span role="status"> {w.policy.change.saved(entered)}</span>}
        {changing && (
          <SettingForm
            name={name}
            book={book}
            value={value}
            onClose={() => setChanging(false)}
            onEntered={(entry) => {
              setChanging(false);
              setEntered(entry);
              onChanged();
            }}
          />
        )}
      </dd>
    </div>
  );
}
