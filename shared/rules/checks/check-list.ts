import type { Check } from "../rule-context.ts";
import { ORGANISATION_CHECKS } from "./organisation/organisation-checks.ts";

/** All checks of requirements 4, in the order of its tables. */
export const CHECKS: readonly Check[] = [ORGANISATION_CHECKS].flat();
