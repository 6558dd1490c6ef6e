import type { Insertable } from "kysely";
import { idOf, type DossierKey } from "../../../shared/events/dossier-key.ts";
import { inOrder, type Fact } from "../../../shared/events/fact.ts";
import { lifeMoments } from "../../../shared/lives/life-moments.ts";
import type { OrgProfileTable, SessionSummaryTable } from "../../../shared/node/database/tables.ts";
import { orgProfileOf } from "../../../shared/records/org-profile.ts";
import { presentNow, sessionFactsOf } from "../../../shared/records/session-facts.ts";
import type { Obligation } from "../../../shared/rules/decision.ts";

/** An evaluator's row: its profile, and the end of its validity as the rules counted it where no paper states one. */
export function profileRow(key: DossierKey, facts: readonly Fact[], obligations: readonly Obligation[], asOfMs: number): Insertable<OrgProfileTable> {
  const ordered = inOrder(facts);
  const { occupations, sites, validTo, validFrom, ...profile } = orgProfileOf(idOf(key), ordered, lifeMoments(obligations, asOfMs));
  const counted = obligations.findLast(({ ladder, rule, triggerDate }) => ladder === "validity" && rule.mode === "in-force" && triggerDate === validFrom);
  return {
    ...profile,
    validFrom,
    validTo: validTo ?? (validFrom === null ? null : (counted?.dueDate ?? null)),
    occupations: JSON.stringify(occupations),
    sites: JSON.stringify(sites),
    lastFactMs: ordered.at(-1)?.atMs ?? null,
  };
}

/** @param facts of the session and the plans of its batch */
export function sessionRow(key: string, facts: readonly Fact[]): Insertable<SessionSummaryTable> {
  const told = sessionFactsOf(key.slice("session:".length), inOrder(facts));
  const { session, coverage } = told;
  return {
    sessionId: told.sessionId,
    orgId: told.orgId,
    batchId: session?.batchId ?? null,
    day: told.day,
    plannedStartMs: session?.startsMs ?? null,
    plannedEndMs: session?.endsMs ?? null,
    startedMs: session?.startedMs ?? null,
    endedMs: session?.endedMs ?? null,
    cancelled: told.cancelled,
    test: session?.test ?? false,
    expected: told.expected,
    checkedIn: told.checkIns.length,
    present: presentNow(told),
    onSiteInternal: coverage.onSiteInternal,
    remoteInternal: coverage.remoteInternal,
    onSiteExternal: coverage.onSiteExternal,
    remoteExternal: coverage.remoteExternal,
  };
}

/** The batches that a session's own facts name. */
export function batchesOfFacts(facts: readonly Fact[]): string[] {
  return [...new Set(facts.flatMap(({ data }) => ("batchId" in data && typeof data.batchId === "string" ? [data.batchId] : [])))];
}
