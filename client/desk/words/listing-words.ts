import { LIFE_TABLE } from "../../../shared/lives/life-table.ts";
import { LISTING_STATES, type ListingState } from "../../../shared/protocol/filings/orgs.ts";

/** The evaluator's states in the words of the table of lives, so that a list and a button never differ. */
export function listingWords(language: "zh" | "en"): Record<ListingState, string> {
  const words = LISTING_STATES.map((state) => [state, LIFE_TABLE.evaluator.states[state]?.[language] ?? state]);
  return Object.fromEntries(words) as Record<ListingState, string>;
}
