import type { Fact } from "../events/fact.ts";
import { stateOfThing, type TimedMoment } from "../lives/state-of-thing.ts";
import { OrgProfile } from "../protocol/filings/orgs.ts";
import { ofType, ofTypes } from "../rules/history/facts-by-type.ts";
import { latestProfile } from "../rules/history/evaluator-profile.ts";
import { lastDayOf, listingPeriodsOf } from "../rules/history/listing.ts";

/** An evaluator as its facts tell it, in order, and as the days in `moments` left it (see `lifeMoments`). */
export function orgProfileOf(orgId: string, facts: readonly Fact[], moments: readonly TimedMoment[]): OrgProfile {
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
    state: OrgProfile.shape.state.parse(stateOfThing("evaluator", facts, moments).state),
    occupations: scopes.at(-1)?.data.occupations ?? [],
    sites: listed?.sites ?? filing?.sites.map(({ siteId }) => siteId) ?? [],
    validFrom: period?.from ?? null,
    validTo: period === undefined ? null : lastDayOf(period, null),
  };
}
