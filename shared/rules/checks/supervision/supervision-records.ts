import { z } from "zod";
import { workdaysAfter } from "../../../calendar/count-days.ts";
import { addDays, localDateOfMs, startOfDayMs } from "../../../calendar/local-date.ts";
import type { FactOf } from "../../../events/fact.ts";
import { ofType, viewOf } from "../../history/facts-by-type.ts";
import type { Check, CheckFiring } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { overdueFirings } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth } from "../two-languages.ts";

type Submitted = FactOf<"supervision.record.submitted">;

const submissions = viewOf((facts) => Map.groupBy(ofType(facts, "supervision.record.submitted"), ({ data }) => data.recordId));

export const recordEdited: Check = {
  id: "SUP-03",
  scope: "org",
  zh: "改动已提交的督导记录",
  en: "Submitted supervision record edited",
  sentence: {
    zh: "督导记录 {recordId} 于 {submittedAt} 提交后，{at} {whatZh}；已拒绝，只能提交新版本。",
    en: "Supervision record {recordId}, submitted at {submittedAt}: {whatEn} at {at}; refused, only a new version may be submitted.",
  },
  guard: { zh: "版本号更高的新版本不算改动；内容相同的重发不算；提交之前的修改不算。", en: "A new version with a higher number is no edit; nor is the same content sent again, nor a change before it was submitted." },
  run({ facts }) {
    const asked = ofType(facts, "supervision.record.edit_asked").flatMap(({ id, atMs, data }) => {
      const first = submissions(facts).get(data.recordId)?.find((each) => each.atMs <= atMs);
      return first === undefined ? [] : [refusal(first, { id, atMs, what: { zh: `${data.by} 请求改动`, en: `an edit was asked by ${data.by}` } })];
    });
    const replaced = [...submissions(facts).values()].flatMap((versions) =>
      versions.flatMap((version, index) => {
        const before = versions[index - 1];
        if (before === undefined || (version.data.version ?? 0) > (before.data.version ?? 0) || sameContent(version.data, before.data)) return [];
        return [refusal(before, { id: version.id, atMs: version.atMs, what: { zh: "以同一版本号提交了不同内容", en: "other content came under the same version" } })];
      }),
    );
    return [...asked, ...replaced];
  },
};

function sameContent(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  return Object.keys({ ...a, ...b }).every((field) => a[field] === b[field]);
}

function refusal(record: Submitted, { id, atMs, what }: { id: string; atMs: number; what: { zh: string; en: string } }): CheckFiring {
  const { recordId } = record.data;
  return {
    subject: { kind: "record", id: recordId },
    part: id,
    sinceMs: atMs,
    factIds: [record.id, id],
    values: { recordId, submittedAt: localTimeOf(record.atMs), at: localTimeOf(atMs), ...inBoth("what", what) },
  };
}

const Rows = z.object({ deadlines: z.array(z.string()) });

export const rectificationOverdue: Check = {
  id: "SUP-04",
  scope: "org",
  zh: "整改逾期",
  en: "Rectification past its date",
  sentence: {
    zh: "{opinionId} 要求 {dueDate} 前提交整改报告，逾期未收到。",
    en: "{opinionId} asked for a rectification report by {dueDate}; it did not come in time.",
  },
  guard: { zh: "期限由机关逐案录入，未录入的不计时；与期限 D27/D47 同一计算；期限当日 24:00 前收到即可。", en: "The authority enters the date case by case; without one there is no clock; the same calculation as D27 and D47; received by the end of the day is in time." },
  run(context, row) {
    const { deadlines } = paramsOf(row, Rows);
    return overdueFirings(context, deadlines, ({ subject }) => ({ opinionId: subject.id }));
  },
};

const Publication = z.object({ forms: z.array(z.string()), workdays: z.number() });

export const resultNotPublished: Check = {
  id: "SUP-05",
  scope: "org",
  zh: "督导结果未公开",
  en: "Supervision result not published",
  sentence: {
    zh: "督导记录 {recordId} 于 {submittedAt} 提交，{workdays} 个工作日内没有公布结果（时限为内部设置，条文无数字）。",
    en: "The result of supervision record {recordId}, submitted at {submittedAt}, was not published within {workdays} working days (a house limit; the text gives no number).",
  },
  guard: { zh: "由机关公布，督导员不得自行公布（FJ-030），其公布不算；内部评分表不公布；未填完的记录不计时。", en: "The authority publishes; a supervisor may not (FJ-030), and it does not count; internal score forms are not published; an unfinished record has no clock." },
  run(context, row) {
    const { forms, workdays } = paramsOf(row, Publication);
    const published = Map.groupBy(ofType(context.facts, "supervision.result.published").filter(({ data }) => data.by !== "supervisor"), ({ data }) => data.recordId);
    return [...submissions(context.facts)].flatMap(([recordId, versions]) => {
      const record = versions.find(({ data }) => data.side === "external" && data.complete !== false && forms.includes(data.form));
      if (record === undefined) return [];
      const dueMs = startOfDayMs(addDays(workdaysAfter(context.calendar, localDateOfMs(record.atMs), workdays).date, 1));
      const publication = published.get(recordId)?.[0] ?? null;
      if ((publication !== null && publication.atMs < dueMs) || !context.reached(dueMs)) return [];
      return {
        subject: { kind: "record", id: recordId },
        sinceMs: dueMs,
        clearedMs: publication?.atMs ?? null,
        factIds: [record.id, ...(publication === null ? [] : [publication.id])],
        values: { recordId, submittedAt: localTimeOf(record.atMs), workdays },
      };
    });
  },
};
