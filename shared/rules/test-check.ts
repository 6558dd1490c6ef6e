import { shippedCalendar } from "../calendar/shipped-calendar.ts";
import type { DossierKey } from "../events/dossier-key.ts";
import type { Fact } from "../events/fact.ts";
import { ANCHORS } from "./deadlines/anchor-list.ts";
import type { Finding } from "./decision.ts";
import { evaluateDossier, RULES } from "./evaluate-dossier.ts";
import { RULEBOOKS } from "./load-rulebooks.ts";
import type { SettingChange } from "./rule-settings.ts";
import { factOf, local, ms, ORG } from "./test-facts.ts";

interface Asked {
  /** "2026-11-22 12:00"; everything in the facts is over by default. */
  asOf?: string;
  dossier?: DossierKey;
  /** Areas of evaluators, for dossiers of persons. */
  orgAreas?: Record<string, string>;
  /** Settings as an authority changed them. */
  settings?: Record<string, string | number | boolean>;
}

/** What one check finds, in words that a test can be read by. */
export interface Fired {
  book: string;
  mode: Finding["rule"]["mode"];
  severity: Finding["severity"];
  /** "session:s-1" */
  subject: string;
  since: string | null;
  cleared: string | null;
  values: Finding["values"];
}

/** Runs one check of the list through the whole evaluation, with the shipped rulebooks. */
export function fired(checkId: string, facts: readonly Fact[], { asOf = "2026-11-22 12:00", dossier = `org:${ORG}`, orgAreas = {}, settings = {} }: Asked = {}): Fired[] {
  const rulebooks = RULEBOOKS.map((book) => ({
    ...book,
    deadlines: book.deadlines.filter(({ anchor }) => anchor in ANCHORS),
    checks: book.checks.filter(({ id }) => id === checkId),
  }));
  const changes = Object.entries(settings).flatMap(([setting, value]) => RULEBOOKS.map(({ areaCode }) => change(areaCode, setting, value)));
  const { findings } = evaluateDossier({ dossier, facts, rulebooks, calendar: shippedCalendar, asOfMs: ms(asOf), settings: changes, orgAreas: new Map(Object.entries(orgAreas)) }, RULES);
  const check = RULES.checks.get(checkId);
  for (const { values } of findings) {
    for (const [, name = ""] of `${check?.sentence.zh} ${check?.sentence.en}`.matchAll(/\{(\w+)\}/g)) {
      if (!(name in values)) throw new Error(`expected the value of {${name}} in the sentence of ${checkId}, got ${Object.keys(values).join(", ")}`);
    }
  }
  return findings.map(({ rule, severity, subject, sinceMs, clearedMs, values }) => ({
    book: rule.rulebookId,
    mode: rule.mode,
    severity,
    subject: `${subject.kind}:${subject.id}`,
    since: local(sinceMs),
    cleared: local(clearedMs),
    values,
  }));
}

/** In which rulebooks a check has a row. */
export function booksOf(checkId: string): string[] {
  return RULEBOOKS.filter(({ checks }) => checks.some(({ id }) => id === checkId)).map(({ id }) => id);
}

function change(areaCode: string, setting: string, value: string | number | boolean): SettingChange {
  return factOf(`test/setting-${areaCode}-${setting}`, "2020-01-01", "rule.setting_changed", { areaCode, setting, value, reason: "test" });
}
