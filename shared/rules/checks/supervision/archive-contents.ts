import { z } from "zod";
import { addDays, startOfDayMs } from "../../../calendar/local-date.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check } from "../../rule-context.ts";
import { overdueFirings } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined } from "../two-languages.ts";

const Rows = z.object({ deadlines: z.array(z.string()) });
const CONTENTS = { data: { zh: "数据", en: "data" }, "examiner-record": { zh: "考评工作记录", en: "examiners' work record" }, "supervision-report": { zh: "督导报告", en: "supervision report" } } as const;

export const archiveOpen: Check = {
  id: "ARC-01",
  scope: "org",
  zh: "归档未完成（内部时限）",
  en: "Archive open (house limit)",
  sentence: {
    zh: "批次 {batchId} 评价结束后至 {dueDate} 归档未齐：缺{missingZh}（时限为内部设置，条文为“及时”）。",
    en: "The archive of batch {batchId} was not complete by {dueDate}: {missingEn} missing (a house limit; the text says “promptly”).",
  },
  guard: { zh: "三项分次归档的合并计算；评价未结束不计时；与期限 D13 同一计算。", en: "The three parts may be sealed one after another; no clock before the evaluation's end; the same calculation as D13." },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return overdueFirings(context, deadlines, ({ subject, metAtMs, dueDate }) => {
      const inTime = metAtMs === null ? Infinity : startOfDayMs(addDays(dueDate ?? "", 1));
      const held = new Set(ofType(context.facts, "archive.sealed").flatMap(({ atMs, data }) => (data.batchId === subject.id && atMs < inTime ? data.holds : [])));
      const missing = (["data", "examiner-record", "supervision-report"] as const).filter((what) => !held.has(what));
      return { batchId: subject.id, ...inBoth("missing", joined(missing.map((what) => CONTENTS[what]))) };
    });
  },
};
