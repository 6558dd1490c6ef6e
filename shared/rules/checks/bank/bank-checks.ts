import type { Check } from "../../rule-context.ts";
import { bankAccess, bankNeverUpdated } from "./bank-access.ts";
import { practicalSets, reviewQuestions, theoryItems } from "./bank-size.ts";
import { nationalStandard, normDeclared } from "./evaluation-norm.ts";

/** 题库, BNK-01 to BNK-07. */
export const BANK_CHECKS: readonly Check[] = [
  theoryItems,
  practicalSets,
  reviewQuestions,
  nationalStandard,
  normDeclared,
  bankAccess,
  bankNeverUpdated,
];
