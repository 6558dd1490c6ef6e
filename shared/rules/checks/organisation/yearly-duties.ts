import { z } from "zod";
import { addDays, startOfDayMs } from "../../../calendar/local-date.ts";
import { lateFromMs } from "../../obligation-state.ts";
import type { Check } from "../../rule-context.ts";
import { obligationsOfRows, overdueFirings } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";

/** Rows of deadlines of this jurisdiction that decide the same duty. */
const Rows = z.object({ deadlines: z.array(z.string()) });
const Inactivity = Rows.extend({ warnDays: z.array(z.number()).min(1) });

/** The system flags; only a person decides the cancellation (AC-40). */
export const inactivity: Check = {
  id: "ORG-09",
  scope: "org",
  zh: "一年内未开展评价",
  en: "No evaluation for one year",
  sentence: {
    zh: "自 {since} 起没有评价，一年期至 {lastDay}（提醒档：{warning} 天）。",
    en: "No evaluation since {since}; the year ends with {lastDay} (warning: {warning} days).",
  },
  guard: {
    zh: "计划中的场次不算，已结束的场次才重新起算；届满前只是提醒。",
    en: "Planned sessions do not count, a session that ended starts the year anew; before its end these are warnings only.",
  },
  run(context, row) {
    const { deadlines, warnDays } = paramsOf(row, Inactivity);
    return obligationsOfRows(context, deadlines).flatMap((obligation) => {
      const { subject, triggerDate, dueDate, voidedAtMs, factIds } = obligation;
      const lateMs = lateFromMs(obligation);
      if (lateMs === null || dueDate === null || (voidedAtMs !== null && voidedAtMs < lateMs)) return [];
      const late = context.reached(lateMs);
      const warnings = warnDays.toSorted((a, b) => b - a).filter((days) => context.reached(startOfDayMs(addDays(dueDate, -days))));
      const [first] = warnings;
      if (!late && first === undefined) return [];
      return {
        subject,
        sinceMs: late ? lateMs : startOfDayMs(addDays(dueDate, -(first ?? 0))),
        clearedMs: late ? voidedAtMs : null,
        severity: late ? row.severity : "amber",
        factIds,
        values: { since: triggerDate, lastDay: dueDate, warning: late ? 0 : (warnings.at(-1) ?? 0) },
      };
    });
  },
};

export const annualReportOverdue: Check = {
  id: "ORG-11",
  scope: "org",
  zh: "年度报告逾期",
  en: "Annual report overdue",
  sentence: { zh: "{year} 年度工作报告应于 {dueDate} 前上报。", en: "The report on {year} was due by {dueDate}." },
  guard: {
    zh: "固定日期，不因节假日顺延；12 月 30 日当日上报为按时（A16）。",
    en: "A fixed date that no holiday moves; received on 30 December itself it is in time (A16).",
  },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return overdueFirings(context, deadlines, ({ subject }) => ({ year: subject.id }));
  },
};

const Coverage = Rows.extend({ amberFrom: z.string().regex(/^\d{2}-\d{2}$/) });

export const notCheckedThisYear: Check = {
  id: "ORG-16",
  scope: "org",
  zh: "企业本年度未被抽查",
  en: "Enterprise not checked this calendar year",
  sentence: {
    zh: "{year} 年尚无完成的抽查记录（每年不少于一次，由主管部门完成）。",
    en: "No completed check in {year} (at least one a year, owed by the authority).",
  },
  guard: {
    zh: "只计已完成的督导或事后检查记录；只针对企业；10 月 1 日起提示，次年 1 月 1 日起为红色。",
    en: "Only completed records count; enterprises only; amber from 1 October, red from 1 January.",
  },
  run(context, row) {
    const { deadlines, amberFrom } = paramsOf(row, Coverage);
    return obligationsOfRows(context, deadlines).flatMap((obligation) => {
      const { subject, metAtMs, voidedAtMs, factIds } = obligation;
      const lateMs = lateFromMs(obligation);
      const amberMs = startOfDayMs(`${subject.id}-${amberFrom}`);
      const endMs = metAtMs ?? voidedAtMs;
      if (lateMs === null || (endMs !== null && endMs < amberMs) || !context.reached(amberMs)) return [];
      const late = (endMs === null || endMs >= lateMs) && context.reached(lateMs);
      return {
        subject,
        sinceMs: late ? lateMs : amberMs,
        clearedMs: endMs,
        severity: late ? row.severity : "amber",
        factIds,
        values: { year: subject.id, owedBy: "authority" },
      };
    });
  },
};
