import type { EventData } from "../../events/event-catalog.ts";
import type { Fact } from "../../events/fact.ts";
import { ofType, viewOf } from "./facts-by-type.ts";

export type SiteDetails = EventData<"org.filing.submitted">["sites"][number];

/** Sites by id as the newest application describes each. */
export const sitesOf = viewOf((facts: readonly Fact[]): ReadonlyMap<string, SiteDetails> => {
  const sites = new Map<string, SiteDetails>();
  for (const { data } of ofType(facts, "org.filing.submitted")) {
    for (const site of data.sites) sites.set(site.siteId, { ...sites.get(site.siteId), ...site });
  }
  return sites;
});
