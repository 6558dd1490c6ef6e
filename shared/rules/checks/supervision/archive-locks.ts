import { z } from "zod";
import { addDays, startOfDayMs, type LocalDate } from "../../../calendar/local-date.ts";
import { locksByObject, MEDIA, type Lock } from "../../history/locks.ts";
import { sessionsOf } from "../../history/sessions.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { obligationsOfRows } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, type Words } from "../two-languages.ts";

const Locks = z.object({
  /** Which row of deadlines says how long each medium is kept; a medium that is left out is not asked about. */
  deadlineOf: z.partialRecord(z.enum(MEDIA), z.string()),
  /** After the evaluation's end, for the extension of the lock. */
  extensionDays: z.number(),
});

export const lockTooShort: Check = {
  id: "ARC-02",
  scope: "org",
  zh: "对象未锁定或锁定期不足",
  en: "Object without a lock, or locked for too short a time",
  sentence: {
    zh: "对象 {objectKey}（{batchId}）{whyZh}，应锁定至 {keptUntil}。",
    en: "Object {objectKey} ({batchId}) {whyEn}; it is to be locked until {keptUntil}.",
  },
  guard: {
    zh: "写入时先锁定，评价结束后再延长：结束之前和延长所需的时间内，期限较短不提示；纸质材料不能锁定，不在此列；与保管期限同一计算。",
    en: "Locked when written and extended at the end: before the end, and while the extension takes its time, a shorter lock is in order; paper cannot be locked; the same calculation as the deadline of keeping.",
  },
  run(context, row) {
    const { deadlineOf, extensionDays } = paramsOf(row, Locks);
    const kept = obligationsOfRows(context, [...new Set(Object.values(deadlineOf))]);
    return [...locksByObject(context.facts)].flatMap(([objectKey, locks]): CheckFiring[] => {
      const [first] = locks;
      const deadlineId = first === undefined ? undefined : deadlineOf[first.data.medium];
      if (first === undefined || deadlineId === undefined) return [];
      const batchId = batchOf(context, locks);
      const obligation = kept.find(({ rule, subject }) => rule.ruleId === deadlineId && (subject.id === batchId || subject.id === first.data.sessionId));
      const keptUntil = obligation?.dueDate ?? null;
      const askedMs = obligation?.triggerDate === undefined || obligation.triggerDate === null ? null : startOfDayMs(addDays(obligation.triggerDate, 1 + extensionDays));
      const tell = (why: Words) => ({ subject: { kind: "object" as const, id: objectKey }, factIds: locks.map(({ id }) => id), values: { objectKey, batchId, keptUntil, lockedUntil: locks.at(-1)?.data.lockedUntil ?? null, ...inBoth("why", why) } });
      const open = unlockedSpell(locks);
      if (open !== null) return [{ ...tell({ zh: "未锁定", en: "has no lock" }), part: "none", ...open }];
      const short = keptUntil === null || askedMs === null || !context.reached(askedMs) ? null : shortSpell(locks, keptUntil, askedMs);
      return short === null ? [] : [{ ...tell({ zh: `锁定至 ${short.lockedUntil}，期限不足`, en: `is locked until ${short.lockedUntil} only` }), part: "short", sinceMs: short.sinceMs, clearedMs: short.clearedMs }];
    });
  },
};

function batchOf({ facts }: RuleContext, locks: readonly Lock[]): string | null {
  for (const { data } of locks) {
    const batchId = data.batchId ?? (data.sessionId === undefined ? null : (sessionsOf(facts).get(data.sessionId)?.batchId ?? null));
    if (batchId !== null) return batchId;
  }
  return null;
}

interface Spell {
  sinceMs: number;
  clearedMs: number | null;
}

/** The time for which an object had no lock at all; null: it was locked as it was written. */
function unlockedSpell(locks: readonly Lock[]): Spell | null {
  const open = locks.find(({ data }) => data.lockedUntil === null);
  if (open === undefined) return null;
  return { sinceMs: open.atMs, clearedMs: locks.find(({ atMs, data }) => atMs >= open.atMs && data.lockedUntil !== null)?.atMs ?? null };
}

/** The time after `askedMs` for which the longest lock so far was too short; null: extended in time. A lock is never shortened. */
function shortSpell(locks: readonly Lock[], keptUntil: LocalDate, askedMs: number): (Spell & { lockedUntil: LocalDate }) | null {
  const enough = locks.find(({ data }) => (data.lockedUntil ?? "") >= keptUntil);
  if (enough !== undefined && enough.atMs <= askedMs) return null;
  const before = locks.filter(({ atMs }) => enough === undefined || atMs < enough.atMs);
  const longest = before.map(({ data }) => data.lockedUntil ?? "").toSorted().at(-1);
  const [first] = before;
  if (first === undefined || longest === undefined) return null;
  return { sinceMs: Math.max(askedMs, first.atMs), clearedMs: enough?.atMs ?? null, lockedUntil: longest };
}
