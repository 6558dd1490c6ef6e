import { shippedCalendar } from "../calendar/shipped-calendar.ts";
import type { WorkCalendar } from "../calendar/work-calendar.ts";
import type { DossierKey } from "../events/dossier-key.ts";
import type { Fact } from "../events/fact.ts";
import type { Obligation, ObligationState } from "./decision.ts";
import { evaluateDossier } from "./evaluate-dossier.ts";
import { RULEBOOKS } from "./load-rulebooks.ts";
import { stateOf } from "./obligation-state.ts";
import type { SettingChange } from "./rule-settings.ts";
import { factOf, local, ms, ORG } from "./test-facts.ts";

interface Asked {
  asOf?: string;
  dossier?: DossierKey;
  /** Changed for Xiamen. */
  settings?: Record<string, string | number | boolean>;
  calendar?: WorkCalendar;
}

/** What one deadline makes of facts, in words that a test can be read by. */
export interface Owed {
  subject: string;
  from: string | null;
  due: string | null;
  state: ObligationState;
  met: string | null;
  obligation: Obligation;
}

/** Runs the whole evaluation with the shipped rulebooks and picks one row's obligations. */
export function owed(ruleId: string, facts: readonly Fact[], { asOf = "2026-11-22 12:00", dossier = `org:${ORG}`, settings = {}, calendar = shippedCalendar }: Asked = {}): Owed[] {
  const changes = Object.entries(settings).map(([setting, value]): SettingChange => factOf(`test/${setting}`, "2020-01-01", "rule.setting_changed", { areaCode: "350200", setting, value, reason: "test" }));
  const { obligations } = evaluateDossier({ dossier, facts, rulebooks: RULEBOOKS, calendar, asOfMs: ms(asOf), settings: changes });
  return obligations
    .filter(({ rule }) => rule.ruleId === ruleId)
    .map((obligation) => ({
      subject: `${obligation.subject.kind}:${obligation.subject.id}`,
      from: obligation.triggerDate,
      due: obligation.dueDate,
      state: stateOf(obligation, ms(asOf), calendar),
      met: local(obligation.metAtMs),
      obligation,
    }));
}

/** "2026-11-23 overdue": due date and state, for the many tests that need no more. */
export function dueAndState(...asked: Parameters<typeof owed>): string[] {
  return owed(...asked).map(({ due, state }) => `${due ?? "-"} ${state}`);
}
