import { z } from "zod";
import { addYears, localDateOfMs } from "../../../calendar/local-date.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";

const Params = z.object({ derelictions: z.number() });

export const removalDue: Check = {
  id: "PER-13",
  scope: "org",
  zh: "考评、考务人员应调离",
  en: "Staff to be taken off their post",
  sentence: {
    zh: "{personId} 违规 {violations} 次、失职 {count} 次，应取消考评资格或调离岗位。",
    en: "{personId}: {violations} violation(s), {count} dereliction(s); to lose the examiner's qualification or leave the post.",
  },
  guard: { zh: "失职一次不提示；按人计，不按机构合计；取消资格或调离后消除。", en: "One dereliction raises nothing; counted by person, never summed over the staff; it ends when the qualification is taken." },
  run(context, row) {
    const { derelictions } = paramsOf(row, Params);
    const people = Map.groupBy(ofType(context.facts, "staff.dereliction.recorded"), ({ data }) => data.personId);
    return [...people].flatMap(([personId, records]) => {
      const due = records.find(({ data }, index) => data.violation === true || index + 1 >= derelictions);
      if (due === undefined) return [];
      const removed = ofType(context.facts, "staff.card.expired").find(({ atMs, data }) => data.personId === personId && atMs >= due.atMs);
      const violations = records.filter(({ data }) => data.violation === true).length;
      return {
        subject: { kind: "person", id: personId },
        sinceMs: due.atMs,
        clearedMs: removed?.atMs ?? null,
        factIds: [...records.map(({ id }) => id), ...(removed === undefined ? [] : [removed.id])],
        values: { personId, violations, count: records.length - violations },
      };
    });
  },
};

export const passedDespiteVeto: Check = {
  id: "PER-14",
  scope: "org",
  zh: "安全一票否决仍通过",
  en: "Passed in spite of a safety veto",
  sentence: {
    zh: "批次 {batchId} 的 {personId} 有严重违反安全生产记录（{vetoedOn}），仍认定通过。",
    en: "{personId} of batch {batchId} has a record of a serious safety violation ({vetoedOn}) and passed all the same.",
  },
  guard: {
    zh: "条文没有给出“一段时间”的长度，由设置给出（0 为未设置，全部提示）；超出期限的记录不提示；未通过的不提示。",
    en: "The text gives no length of the period: a setting does (0: none, all are shown); older records and people who did not pass raise nothing.",
  },
  run(context) {
    const years = Number(context.setting("safetyVeto.years"));
    return ofType(context.facts, "result.compiled").flatMap(({ id, atMs, data }) => {
      const { batchId, passedIds, vetoedIds = [], vetoedOn = {} } = data;
      const passed = vetoedIds.filter((personId) => passedIds === undefined || passedIds.includes(personId));
      return passed.flatMap((personId) => {
        const day = vetoedOn[personId];
        if (years > 0 && day !== undefined && addYears(day, years) < localDateOfMs(atMs)) return [];
        return { subject: { kind: "person", id: personId }, part: batchId, sinceMs: atMs, factIds: [id], values: { personId, batchId, vetoedOn: day ?? null, periodYears: years } };
      });
    });
  },
};
