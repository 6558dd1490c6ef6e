import { age, clockTime, longDate } from "../i18n/format.ts";
import { useLocale } from "../i18n/language.ts";
import type { Freshness } from "./freshness.ts";

interface WallHeaderProps {
  freshness: Freshness;
  ageMs: number | null;
  polling: boolean;
  nowUs: number | null;
}

/** Who this is, what time it is at the server, and how old every number below is. */
export function WallHeader({ freshness, ageMs, polling, nowUs }: WallHeaderProps) {
  const { t } = useLocale();
  const old = ageMs === null ? t.wall.loading : age(ageMs, t);
  const words = freshness === "fresh" ? t.wall.fresh(old) : freshness === "loading" ? t.wall.loading : t.wall.stale(old);
  return (
    <header className="wall-header">
      <h1>
        <strong>{t.product}</strong> <span className="wall-centre">{t.centre}</span>
      </h1>
      <span className="wall-date">{nowUs === null ? t.unknown : longDate(nowUs, t)}</span>
      <span className="wall-clock">{nowUs === null ? t.unknown : clockTime(nowUs)}</span>
      <span className={`chip chip-${freshness}`} role="status" data-freshness={freshness}>
        {words}
        {freshness !== "loading" && <span className="chip-link">{polling ? t.wall.polling : t.wall.normal}</span>}
      </span>
    </header>
  );
}
