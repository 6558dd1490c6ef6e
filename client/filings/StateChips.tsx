import type { ObligationState } from "../../shared/rules/decision.ts";
import type { ObligationPage } from "../../shared/protocol/filings/obligations.ts";
import { useLocale } from "../i18n/language.ts";
import { AlarmMark } from "../theme/AlarmMark.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { dutyOf, listOf } from "./filings-query.ts";

const SHOWN: readonly ObligationState[] = ["overdue", "due_today", "due_soon", "not_due", "met_late", "met"];

/** How many stand in each state under the other filters; each is a switch. Unknown is "—". */
export function StateChips({ counts }: { counts: ObligationPage["counts"] | null }) {
  const { t } = useLocale();
  const w = useDeskWords();
  const [words, change] = useQuery();
  const chosen = listOf(words, "state");
  const toggle = (state: ObligationState): void => {
    const next = chosen.includes(state) ? chosen.filter((each) => each !== state) : [...chosen, state];
    change({ state: next.join(","), sel: null });
  };
  return (
    <div className="state-chips">
      {SHOWN.map((state) => {
        const count = counts === null ? null : (counts[state] ?? 0);
        return (
          <button key={state} type="button" className="state-chip" aria-pressed={chosen.includes(state)} onClick={() => toggle(state)}>
            {state === "overdue" && (count ?? 0) > 0 && <AlarmMark level={dutyOf(words) === "binding" && !words.has("mode") ? 1 : 2} />} {w.decisions.states[state]} <strong>{count ?? t.unknown}</strong>
          </button>
        );
      })}
    </div>
  );
}
