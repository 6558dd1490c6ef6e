import type { Check } from "../rule-context.ts";

/** All checks of requirements 4, in the order of its tables. */
export const CHECKS: readonly Check[] = [];
