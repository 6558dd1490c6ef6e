import type { Rulebook } from "../rulebook.ts";

/** Rows of checks by rulebook, one JSON file per link (checks-organisation.json …), checked when the rulebooks are loaded. */
export const CHECK_ROWS: Readonly<Record<Rulebook["id"], readonly unknown[]>> = {
  xiamen: [],
  fujian: [],
  shenzhen: [],
  jilin: [],
  liaoning: [],
};
