import jilinOrganisation from "./jilin/checks-organisation.json" with { type: "json" };
import liaoningOrganisation from "./liaoning/checks-organisation.json" with { type: "json" };
import shenzhenOrganisation from "./shenzhen/checks-organisation.json" with { type: "json" };
import xiamenOrganisation from "./xiamen/checks-organisation.json" with { type: "json" };
import type { Rulebook } from "../rulebook.ts";

/** Rows of checks by rulebook, one JSON file per link (checks-organisation.json …), checked when the rulebooks are loaded. */
export const CHECK_ROWS: Readonly<Record<Rulebook["id"], readonly unknown[]>> = {
  xiamen: [...xiamenOrganisation],
  fujian: [],
  shenzhen: [...shenzhenOrganisation],
  jilin: [...jilinOrganisation],
  liaoning: [...liaoningOrganisation],
};
