import { z } from "zod";
import type { FactOf } from "../../../events/fact.ts";
import { localTimeOf } from "../local-time.ts";
import { bankId, banksOf } from "../../history/banks.ts";
import { isListedStaff } from "../../history/listed-staff.ts";
import { ofType } from "../../history/facts-by-type.ts";
import { arrangementOf, realSessionsOf } from "../../history/session-arrangement.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Access = z.object({ beforeExamMinutes: z.number() });

/** Inferred: the texts ask for safe keeping and secrecy, not for this comparison. One finding per person and bank. */
export const bankAccess: Check = {
  id: "BNK-06",
  scope: "org",
  zh: "题库调取可疑（推断）",
  en: "Bank access that wants a look (inferred)",
  sentence: {
    zh: "{by} 调取 {occupation} {level}级题库 {count} 次：不在命题名单 {unlisted} 次，开考前 {minutes} 分钟内 {late} 次（首次 {at}，事由“{purpose}”）。",
    en: "{by} accessed the bank for {occupation}, level {level}, {count} times: {unlisted} while not on the paper-setting list, {late} within {minutes} minutes before an exam (first at {at}, purpose “{purpose}”).",
  },
  guard: {
    zh: "仅为存疑，由人核查；名单内人员在开考前较早调取不提示；其他职业等级的考试不算；时限为内部设置。",
    en: "A suspicion for a person; somebody on the list well before the exam is passed over; exams of other occupations and levels do not count; the limit is a house limit.",
  },
  run(context, row) {
    const { beforeExamMinutes: minutes } = paramsOf(row, Access);
    const groups = Map.groupBy(ofType(context.facts, "bank.accessed"), ({ data }) => `${bankId(data)}/${data.by}`);
    return [...groups].flatMap(([id, accesses]) => {
      const unlisted = accesses.filter(({ atMs, data }) => !isListedStaff(context.facts, { role: "paper-setter", personId: data.by, occupation: data.occupation, atMs }));
      const late = accesses.filter((access) => isJustBeforeExam(context, access, minutes));
      const odd = accesses.filter((access) => unlisted.includes(access) || late.includes(access));
      const [first] = odd;
      if (first === undefined) return [];
      const { by, occupation, level, purpose } = first.data;
      return {
        subject: { kind: "bank", id },
        sinceMs: first.atMs,
        factIds: odd.map((fact) => fact.id),
        values: { by, occupation, level, purpose, at: localTimeOf(first.atMs), count: odd.length, unlisted: unlisted.length, late: late.length, minutes },
      };
    });
  },
};

function isJustBeforeExam({ facts }: RuleContext, { atMs, data }: FactOf<"bank.accessed">, minutes: number): boolean {
  return realSessionsOf(facts).some((session) => {
    const exam = arrangementOf(session);
    if (exam?.occupation !== data.occupation || exam.level !== data.level || session.startsMs === null) return false;
    return atMs <= session.startsMs && session.startsMs - atMs <= minutes * 60_000;
  });
}

const Stale = z.object({ years: z.number() });
const YEAR_MS = 365 * 86_400_000;

export const bankNeverUpdated: Check = {
  id: "BNK-07",
  scope: "org",
  zh: "题库从未更新",
  en: "Bank never updated",
  sentence: {
    zh: "{occupation} {level}级题库自 {registeredAt} 登记后没有更新（条文未定周期，{years} 年为内部提示时限）。",
    en: "The bank for {occupation}, level {level}, has not been updated since it was registered on {registeredAt} (the text gives no interval; {years} year is a house limit).",
  },
  guard: { zh: "条文没有周期，只作提示；更新过一次即不提示。", en: "The text gives no interval, so it is only worth knowing; one update ends it." },
  run(context, row) {
    const { years } = paramsOf(row, Stale);
    return banksOf(context.facts).flatMap(({ occupation, level, steps, firstUpdate }) => {
      const registered = steps[0];
      if (registered === undefined) return [];
      const staleMs = registered.atMs + years * YEAR_MS;
      if ((firstUpdate !== null && firstUpdate.atMs <= staleMs) || !context.reached(staleMs)) return [];
      return {
        subject: { kind: "bank", id: bankId({ occupation, level }) },
        sinceMs: staleMs,
        clearedMs: firstUpdate?.atMs ?? null,
        factIds: [registered.factId, ...(firstUpdate === null ? [] : [firstUpdate.factId])],
        values: { occupation, level, years, registeredAt: localTimeOf(registered.atMs) },
      };
    });
  },
};
