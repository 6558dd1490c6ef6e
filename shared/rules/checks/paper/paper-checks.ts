import type { Check } from "../../rule-context.ts";
import { answerSheets, markedByStranger } from "./answer-sheets.ts";
import { custodyBreak, papersBack, unsealedEarly } from "./paper-custody.ts";
import { paperFromBank, paperReused } from "./paper-source.ts";

/** 试卷, PAP-01 to PAP-07. */
export const PAPER_CHECKS: readonly Check[] = [
  unsealedEarly,
  paperFromBank,
  paperReused,
  papersBack,
  answerSheets,
  custodyBreak,
  markedByStranger,
];
