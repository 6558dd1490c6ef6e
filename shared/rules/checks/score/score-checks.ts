import type { Check } from "../../rule-context.ts";
import { oddPassRate } from "./pass-rate.ts";
import { requiredPartMissing, substitutedScore } from "./required-parts.ts";
import { channelsMissing, publicityTooShort, resultsOverdue } from "./results-publicity.ts";
import { changedAfterPosting } from "./score-change.ts";
import { scoreBeforeEnd, scoreOfAbsentee } from "./score-entry.ts";

/** 成绩, SCO-01 to SCO-09. */
export const SCORE_CHECKS: readonly Check[] = [
  scoreOfAbsentee,
  scoreBeforeEnd,
  changedAfterPosting,
  publicityTooShort,
  channelsMissing,
  resultsOverdue,
  oddPassRate,
  requiredPartMissing,
  substitutedScore,
];
