import type { Check } from "../rule-context.ts";
import { ORGANISATION_CHECKS } from "./organisation/organisation-checks.ts";
import { PEOPLE_CHECKS } from "./people/people-checks.ts";
import { EXAM_CHECKS } from "./exam/exam-checks.ts";
import { BANK_CHECKS } from "./bank/bank-checks.ts";
import { PAPER_CHECKS } from "./paper/paper-checks.ts";
import { SCORE_CHECKS } from "./score/score-checks.ts";
import { CERTIFICATE_CHECKS } from "./certificate/certificate-checks.ts";
import { SUPERVISION_CHECKS } from "./supervision/supervision-checks.ts";

/** All checks of requirements 4, in the order of its tables. */
export const CHECKS: readonly Check[] = [ORGANISATION_CHECKS, PEOPLE_CHECKS, EXAM_CHECKS, BANK_CHECKS, PAPER_CHECKS, SCORE_CHECKS, CERTIFICATE_CHECKS, SUPERVISION_CHECKS].flat();
