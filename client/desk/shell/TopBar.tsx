import { age, clockTime, longDate } from "../../i18n/format.ts";
import { useLocale } from "../../i18n/language.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { useContactView, useServerNowMs } from "../fetching/contact.ts";
import { useDeskWords } from "../words/desk-words.ts";
import { useAddress } from "./address.ts";
import { withQuery } from "./query-words.ts";
import { ScopePicker } from "./ScopePicker.tsx";

/** Whose things are shown, whether the server answers, and what time it is there. */
export function TopBar({ onPalette, onHelp }: { onPalette: () => void; onHelp: () => void }) {
  const { language, t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  const { path, query } = useAddress();
  const other = language === "zh" ? "en" : "zh";
  return (
    <header className="topbar">
      <ScopePicker />
      <button className="topbar-search" type="button" onClick={onPalette}>
        {w.shell.palette} <kbd>Ctrl K</kbd>
      </button>
      <ConnectionChip />
      <time className="topbar-clock" title={w.shell.serverTime}>
        {longDate(nowMs * 1000, t)} {clockTime(nowMs * 1000)}
      </time>
      <a className="topbar-button" href={`${path}${withQuery(query, { lang: other })}`} lang={other}>
        {t.otherLanguage}
      </a>
      <button className="topbar-button" type="button" onClick={onHelp} aria-label={w.shell.help}>
        ?
      </button>
    </header>
  );
}

function ConnectionChip() {
  const { t } = useLocale();
  const w = useDeskWords();
  const { reached, heardAtMs } = useContactView();
  const ageMs = heardAtMs === null ? null : systemClock.monotonicMs() - heardAtMs;
  const words = reached ? w.shell.connected : ageMs === null ? w.shell.neverConnected : w.shell.cut(age(ageMs, t));
  return (
    <span className={reached ? "link-chip" : "link-chip link-chip-cut"} role="status" data-connection={reached ? "up" : "cut"}>
      {words}
    </span>
  );
}
