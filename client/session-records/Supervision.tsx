import { PRESENCE_MODES, SIDES, type SessionRecord } from "../../shared/protocol/filings/session-records.ts";
import { duration } from "../i18n/format.ts";
import { momentWords } from "../i18n/moments.ts";
import { useLocale } from "../i18n/language.ts";
import { useServerNowMs } from "../desk/fetching/contact.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** Who supervised, each kind by itself: internal on site is a duty of its own, and remote presence never fills it (C16). */
export function Supervision({ session: { supervision } }: { session: SessionRecord }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const nowMs = useServerNowMs();
  return (
    <section className="section" aria-label={w.records.supervision}>
      <h2>{w.records.supervision}</h2>
      {SIDES.flatMap((side) =>
        PRESENCE_MODES.map((mode) => {
          const stays = supervision.stays.filter((stay) => stay.side === side && stay.mode === mode);
          return (
            <div key={`${side} ${mode}`} className="presence" data-presence={`${side}-${mode}`}>
              <span className="presence-kind">
                {w.records.sides[side]} · {w.records.modes[mode]}
              </span>
              {stays.length === 0 && <span className="quiet">{w.records.nobody}</span>}
              {stays.map((stay) => (
                <span key={`${stay.supervisorId} ${stay.fromMs}`}>
                  {stay.supervisorId} {momentWords(stay.fromMs, nowMs)}–{stay.toMs === null ? w.records.stillThere : momentWords(stay.toMs, nowMs)} <span className="quiet">{duration(((stay.toMs ?? nowMs) - stay.fromMs) / 1000, t)}</span>
                </span>
              ))}
            </div>
          );
        }),
      )}
      <p className={supervision.coverage.onSiteInternal === "whole" ? "quiet" : ""}>{w.records.onSiteDuty[supervision.coverage.onSiteInternal]}</p>
      {supervision.stages.length > 0 && (
        <p>
          {w.records.stagesTitle}: {supervision.stages.map((stage) => `${w.records.stages[stage.stage] ?? stage.stage} ${momentWords(stage.atMs, nowMs)} ${stage.supervisorId}`).join(" · ")}
        </p>
      )}
    </section>
  );
}
