import { localDateOfMs } from "../calendar/local-date.ts";
import type { Fact } from "../events/fact.ts";
import type { ListingState, OrgProfile } from "../protocol/filings/orgs.ts";
import { ofType, ofTypes } from "../rules/history/facts-by-type.ts";
import { latestProfile } from "../rules/history/evaluator-profile.ts";
import { lastDayOf, listingPeriodsOf, standstillsOf } from "../rules/history/listing.ts";

const STATE_AFTER = {
  "org.filing.submitted": "applied",
  "org.filing.accepted": "applied",
  "org.filing.refused": "refused",
  "org.assessed": "assessed",
  "org.publicity.posted": "publicity",
  "org.publicity.closed": "publicity",
} as const satisfies Record<string, ListingState>;
const FILING_STEPS = Object.keys(STATE_AFTER) as (keyof typeof STATE_AFTER)[];

/** An evaluator as its facts tell it, in order. `expired` is not told here: it depends on the day of asking. */
export function orgProfileOf(orgId: string, facts: readonly Fact[]): OrgProfile {
  const filing = ofType(facts, "org.filing.submitted").at(-1)?.data;
  const scopes = ofTypes(facts, ["org.filing.submitted", "org.listed", "org.scope.changed"]);
  const period = listingPeriodsOf(facts).at(-1);
  const listed = ofTypes(facts, ["org.listed", "org.scope.changed"]).findLast(({ data }) => data.sites !== undefined)?.data;
  const profile = latestProfile(facts);
  return {
    id: orgId,
    name: filing?.name ?? null,
    orgCode: period?.orgCode ?? null,
    evaluatorType: profile?.evaluatorType ?? null,
    areaCode: profile?.areaCode ?? null,
    state: stateOf(facts),
    occupations: scopes.at(-1)?.data.occupations ?? [],
    sites: listed?.sites ?? filing?.sites.map(({ siteId }) => siteId) ?? [],
    validFrom: period?.from ?? null,
    validTo: period === undefined ? null : lastDayOf(period, null),
  };
}

function stateOf(facts: readonly Fact[]): ListingState {
  const period = listingPeriodsOf(facts).at(-1);
  const step = ofTypes(facts, FILING_STEPS).at(-1);
  if (period === undefined) return step === undefined ? "unknown" : STATE_AFTER[step.type];
  if (period.endedMs === null) return standstillsOf(facts).some(({ toMs }) => toMs === null) ? "suspended" : "listed";
  // Struck off, and perhaps on the way back.
  return step !== undefined && localDateOfMs(step.atMs) > localDateOfMs(period.endedMs) ? STATE_AFTER[step.type] : "delisted";
}

/** The state on a day: a listing whose last day has passed is expired. */
export function stateOn(profile: Pick<OrgProfile, "state" | "validTo">, today: string): ListingState {
  const inForce = profile.state === "listed" || profile.state === "suspended";
  return inForce && profile.validTo !== null && profile.validTo < today ? "expired" : profile.state;
}
