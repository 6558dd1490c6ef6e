import { RuleSettings, type RuleLibrary, type RuleSetting } from "../../shared/protocol/filings/rule-library.ts";
import type { z } from "zod";
import { momentWords } from "../i18n/moments.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** What an authority may set in this book, and who last did. */
export function BookSettings({ book }: { book: RuleLibrary["books"][number] }) {
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
            <Setting key={name} name={name} shipped={String(book.settings[name])} setting={known.get(name)} />
          ))}
        </dl>
      )}
    </details>
  );
}

function Setting({ name, shipped, setting }: { name: string; shipped: string; setting: z.infer<typeof RuleSetting> | undefined }) {
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const changed = setting?.changed ?? null;
  return (
    <div className="pair">
      <dt>
        <code>{name}</code>
      </dt>
      <dd>
        <strong>{setting === undefined ? shipped : String(setting.value)}</strong>
        {changed !== null && (
          <span className="quiet">
            {" "}
            {w.policy.shipped(shipped)} · {w.policy.changed(changed.by, momentWords(changed.atMs, nowMs), changed.reason)}
          </span>
        )}
      </dd>
    </div>
  );
}
