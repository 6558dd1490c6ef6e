import type { Kysely } from "kysely";
import type { WorkCalendar } from "../../../shared/calendar/work-calendar.ts";
import { scopeOf, type DossierKey } from "../../../shared/events/dossier-key.ts";
import { inOrder, type Fact } from "../../../shared/events/fact.ts";
import { commonFacts, sharedOutages } from "../../../shared/node/database/fact-queries.ts";
import type { Database } from "../../../shared/node/database/tables.ts";
import { calendarOf, calendarPartsOf } from "../../../shared/records/calendar-of-facts.ts";
import { batchKey } from "../../../shared/records/page-keys.ts";
import { evaluateDossier, type DossierInput, type Evaluation } from "../../../shared/rules/evaluate-dossier.ts";
import { ofType } from "../../../shared/rules/history/facts-by-type.ts";
import type { SettingChange } from "../../../shared/rules/rule-settings.ts";
import type { Rulebook } from "../../../shared/rules/rulebook.ts";
import {
  areasOfOrgs,
  countFacts,
  deleteDecisions,
  dueDossiers,
  factsOfDossiers,
  findingsOf,
  markSharedDossiers,
  obligationsOf,
  postpone,
  saveEvaluated,
  saveFindings,
  saveObligations,
  saveProfiles,
  saveSessions,
  type Evaluated,
} from "../database/evaluate-queries.ts";
import { announce, announceFinding, announceGone, announceObligation } from "./announcements.ts";
import { changesOf, findingRow, obligationRow } from "./decision-rows.ts";
import { batchesOfFacts, profileRow, sessionRow } from "./record-rows.ts";

export interface EvaluateParts {
  db: Kysely<Database>;
  rulebooks: readonly Rulebook[];
  /** UTC µs of "now". */
  nowUs: number;
  /** false: decisions are only computed, to be compared; the ledger hears nothing of them. */
  announces: boolean;
  /** A rule threw on this dossier: it keeps what it had and is tried again after a while. */
  onFailure(dossier: string, error: unknown): void;
}

/** Dossiers of one transaction, unless their facts are more than the limit; one alone may be larger. */
const DOSSIERS_PER_TURN = 256;
const FACTS_PER_TURN = 20_000;
const RETRY_AFTER_MS = 60_000;

/** What every dossier is judged by. */
interface Common {
  calendar: WorkCalendar;
  settings: SettingChange[];
}

/** Computes the dossiers that lag or whose moment has come, some of them. @returns how many; 0: nothing is left to do */
export async function evaluateDue(parts: EvaluateParts): Promise<number> {
  const { db, nowUs } = parts;
  const due = await dueDossiers(db, Math.floor(nowUs / 1000), DOSSIERS_PER_TURN);
  if (due.length === 0) return 0;
  const keys = withinLimit(due, await countFacts(db, due));
  const sessions = keys.filter((key) => key.startsWith("session:"));
  const dossiers = keys.filter((key): key is DossierKey => !key.startsWith("session:"));
  await db.transaction().execute(async (transaction) => {
    if (sessions.length > 0) await summarise(transaction, sessions, nowUs);
    if (dossiers.length > 0) await judge({ ...parts, db: transaction }, dossiers);
  });
  return keys.length;
}

function withinLimit(keys: readonly string[], facts: ReadonlyMap<string, number>): string[] {
  let total = 0;
  return keys.filter((key, index) => (total += facts.get(key) ?? 0) <= FACTS_PER_TURN || index === 0);
}

/** Sessions are read with the plans of their batches: an amended plan may name them no more. */
async function summarise(db: Kysely<Database>, keys: readonly string[], nowUs: number): Promise<void> {
  const own = await factsOfDossiers(db, keys);
  const batchesOf = new Map(keys.map((key) => [key, batchesOfFacts(own.get(key) ?? []).map(batchKey)]));
  const plans = await factsOfDossiers(db, [...new Set([...batchesOf.values()].flat())]);
  const rows = keys.map((key) => sessionRow(key, [...(own.get(key) ?? []), ...(batchesOf.get(key) ?? []).flatMap((batch) => (plans.get(batch) ?? []).filter(isPlan))]));
  await saveSessions(db, rows);
  await saveEvaluated(db, keys.map((key) => ({ key, reconsiderAtMs: null })), Math.floor(nowUs / 1000));
}

function isPlan({ type }: Fact): boolean {
  return type.startsWith("plan.") || type.startsWith("batch.") || type === "fact.retracted";
}

async function judge(parts: EvaluateParts, due: readonly DossierKey[]): Promise<void> {
  const { db, nowUs } = parts;
  const facts = await factsOfDossiers(db, due);
  const outages = await sharedOutages(db);
  for (const key of due.filter((each) => scopeOf(each) === "org")) facts.get(key)?.push(...outages);
  const common = await readCommon(db);
  const orgAreas = await areasOfOrgs(db, orgsNamed(due.filter((key) => scopeOf(key) !== "org").flatMap((key) => facts.get(key) ?? [])));
  const evaluations = new Map(due.flatMap((key) => tryToEvaluate(parts, { ...common, dossier: key, facts: facts.get(key) ?? [], orgAreas })));
  const failed = due.filter((key) => !evaluations.has(key));
  if (failed.length > 0) await postpone(db, failed, Math.floor(nowUs / 1000) + RETRY_AFTER_MS);
  const keys = [...evaluations.keys()];
  if (keys.length === 0) return;
  const orgs = keys.filter((key) => scopeOf(key) === "org");
  if (orgs.length > 0) {
    const moved = await saveProfiles(db, orgs.map((key) => profileRow(key, facts.get(key) ?? [], evaluations.get(key)?.obligations ?? [], Math.floor(nowUs / 1000))));
    if (moved.length > 0) await markSharedDossiers(db, moved);
  }
  await saveEvaluated(db, [...evaluations].map(([key, { reconsiderAtMs }]): Evaluated => ({ key, reconsiderAtMs })), Math.floor(nowUs / 1000));
  await saveDecisions(parts, keys, [...evaluations.values()], common.calendar);
}

/** One rule that fails on one dossier must not keep all others waiting. */
function tryToEvaluate({ rulebooks, nowUs, onFailure }: EvaluateParts, input: Omit<DossierInput, "rulebooks" | "asOfMs">): [DossierKey, Evaluation][] {
  try {
    return [[input.dossier, evaluateDossier({ ...input, rulebooks, asOfMs: Math.floor(nowUs / 1000) })]];
  } catch (error) {
    onFailure(input.dossier, error);
    return [];
  }
}

async function saveDecisions({ db, nowUs, announces }: EvaluateParts, keys: readonly DossierKey[], evaluations: readonly Evaluation[], calendar: WorkCalendar): Promise<void> {
  const obligations = evaluations.flatMap((each) => each.obligations);
  const findings = evaluations.flatMap((each) => each.findings);
  const owed = changesOf(await obligationsOf(db, keys), obligations.map((each) => obligationRow(each, calendar)));
  const found = changesOf(await findingsOf(db, keys), findings.map(findingRow));
  await deleteDecisions(db, "obligation", owed.goneKeys);
  await deleteDecisions(db, "finding", found.goneKeys);
  await saveObligations(db, owed.changed);
  await saveFindings(db, found.changed);
  if (!announces) return;
  const changed = new Set([...owed.changed, ...found.changed].map(({ key }) => key));
  const fresh = [...obligations.filter(({ key }) => changed.has(key)).map(announceObligation), ...findings.filter(({ key }) => changed.has(key)).map(announceFinding)];
  await announce(db, [...fresh, ...owed.goneKeys.map(announceGone), ...found.goneKeys.map(announceGone)], nowUs);
}

async function readCommon(db: Kysely<Database>): Promise<Common> {
  const facts = inOrder(await commonFacts(db));
  return { calendar: calendarOf(calendarPartsOf(facts)), settings: [...ofType(facts, "rule.setting_changed")] };
}

function orgsNamed(facts: readonly Fact[]): string[] {
  return [...new Set(facts.flatMap(({ data }) => ("orgId" in data && typeof data.orgId === "string" ? [data.orgId] : [])))];
}
