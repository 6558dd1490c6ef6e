import { z } from "zod";
import { localDateOfMs, type LocalDate } from "../../../calendar/local-date.ts";
import { idOf } from "../../../events/dossier-key.ts";
import type { FactOf } from "../../../events/fact.ts";
import { dueDateOf } from "../../deadlines/due-date.ts";
import { ofType, ofTypes } from "../../history/facts-by-type.ts";
import { locksByObject, MEDIA, type Lock } from "../../history/locks.ts";
import type { Check, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined } from "../two-languages.ts";

const Keeping = z.object({ deadlineOf: z.partialRecord(z.enum(MEDIA), z.string()) });

/** In the object's own dossier: its locks, its holds and who asked to destroy it. */
export const destructionRefused: Check = {
  id: "ARC-03",
  scope: "object",
  zh: "未到期或保全中请求销毁",
  en: "Destruction asked before the date or under hold",
  sentence: {
    zh: "{by} 于 {at} 请求销毁 {objectKey}：{whyZh}；已拒绝。",
    en: "{by} asked at {at} to destroy {objectKey}: {whyEn}; refused.",
  },
  guard: { zh: "最后保管日次日 0 时起的请求、且没有保全的，不拒绝（由人确认后销毁）；有保全的一律拒绝，不论是否到期。", en: "From 00:00 after the last day kept and without a hold it is not refused (a person confirms); under a hold it is, whatever the date." },
  run(context, row) {
    const { deadlineOf } = paramsOf(row, Keeping);
    return ofType(context.facts, "object.delete_asked").flatMap(({ id, atMs, data }) => {
      const { objectKey, by } = data;
      const hold = holdAt(context, atMs);
      const until = keptUntil(context, atMs, deadlineOf);
      const early = until !== null && localDateOfMs(atMs) <= until.day;
      if (hold === null && !early) return [];
      const why = [...(hold === null ? [] : [{ zh: `保全中（${hold.data.reason}）`, en: `under hold (${hold.data.reason})` }]), ...(early ? [{ zh: `应保管至 ${until.day}`, en: `to be kept until ${until.day}` }] : [])];
      return {
        subject: { kind: "object", id: objectKey },
        part: id,
        sinceMs: atMs,
        factIds: [...(until?.factIds ?? []), ...(hold === null ? [] : [hold.id]), id],
        values: { objectKey, by, at: localTimeOf(atMs), keptUntil: until?.day ?? null, held: hold !== null, ...inBoth("why", joined(why)) },
      };
    });
  },
};

/** A hold that was set and not released by then, case by case. */
function holdAt({ facts }: RuleContext, atMs: number): FactOf<"hold.set"> | null {
  const held = new Map<string, FactOf<"hold.set">>();
  for (const fact of ofTypes(facts, ["hold.set", "hold.released"])) {
    if (fact.atMs > atMs) break;
    const caseId = fact.data.caseId ?? "";
    if (fact.type === "hold.set") held.set(caseId, fact);
    else held.delete(caseId);
  }
  return [...held.values()][0] ?? null;
}

/** The last day of keeping by the object's lock and, where its evaluation's end is known, by the rule; null: nothing says. */
function keptUntil(context: RuleContext, atMs: number, deadlineOf: z.infer<typeof Keeping>["deadlineOf"]): { day: LocalDate; factIds: string[] } | null {
  const locks = (locksByObject(context.facts).get(idOf(context.dossier)) ?? []).filter((lock) => lock.atMs <= atMs);
  const days = locks.flatMap(({ data }) => [data.lockedUntil, ruleDay(context, data, deadlineOf)].filter((day) => day !== null));
  const [day] = days.toSorted((a, b) => (a > b ? -1 : 1));
  return day === undefined ? null : { day, factIds: locks.map(({ id }) => id) };
}

function ruleDay(context: RuleContext, { medium, evaluationEndedOn }: Lock["data"], deadlineOf: z.infer<typeof Keeping>["deadlineOf"]): LocalDate | null {
  const row = context.rulebook.deadlines.find(({ id }) => id === deadlineOf[medium]);
  if (row === undefined || evaluationEndedOn === undefined) return null;
  return dueDateOf(context, row, { subject: { kind: "object", id: idOf(context.dossier) }, date: evaluationEndedOn, metAtMs: null, factIds: [] }).dueDate;
}
