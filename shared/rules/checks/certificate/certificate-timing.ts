import { z } from "zod";
import { localDateOfMs, startOfDayMs } from "../../../calendar/local-date.ts";
import { banAt } from "../../deadlines/bans.ts";
import { filingStandingAt } from "../../history/filing-standing.ts";
import { certificatesByBatch, type IssuedCertificate } from "../../history/issued-certificates.ts";
import { validityYears } from "../../history/listed-years.ts";
import { standstillAt } from "../../history/listing.ts";
import { resultsOf } from "../../history/results.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { obligationsOfRows } from "../overdue-duties.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined, type Words } from "../two-languages.ts";

/** What must come before a certificate here; the rows of deadlines that say when publicity ends. */
const Before = z.object({ after: z.array(z.enum(["publicity", "recognition"])), deadlines: z.array(z.string()) });

export const issuedTooEarly: Check = {
  id: "CRT-04",
  scope: "org",
  zh: "公示未满或批次未认可即发证",
  en: "Issued before publicity ended or the batch was recognised",
  sentence: {
    zh: "批次 {batchId} 有 {count} 本证书提前发放（首本 {number}，{issuedAt}）：{whyZh}（公示至 {publicUntil} 24:00，认可时间 {recognisedAt}）。",
    en: "{count} certificates of batch {batchId} were issued early (first {number}, {issuedAt}): {whyEn} (public until the end of {publicUntil}, recognised at {recognisedAt}).",
  },
  guard: { zh: "与成绩公示期限同一计算；补打证书、不属于任何批次的证书不算；事后认可不消除。", en: "The same calculation as the publicity's deadline; re-prints and certificates of no batch are left out; recognised later, it stays." },
  run(context, row) {
    const { after, deadlines } = paramsOf(row, Before);
    const publicity = new Map(obligationsOfRows(context, deadlines).map((obligation) => [obligation.subject.id, obligation]));
    return [...certificatesByBatch(context.facts).values()].flatMap((certificates): CheckFiring[] => {
      const batchId = certificates[0]?.batchId ?? null;
      if (batchId === null) return [];
      const { dueDate = null, endsBefore = null } = publicity.get(batchId) ?? {};
      const recognised = resultsOf(context.facts).get(batchId)?.recognised ?? null;
      const publicMs = endsBefore === null ? Infinity : startOfDayMs(endsBefore);
      const unpublished = ({ issued }: IssuedCertificate) => after.includes("publicity") && issued.atMs < publicMs;
      const unrecognised = ({ issued }: IssuedCertificate) => after.includes("recognition") && issued.atMs < (recognised?.atMs ?? Infinity);
      const early = certificates.filter((each) => unpublished(each) || unrecognised(each));
      const [first] = early;
      if (first === undefined) return [];
      const why = [...(early.some(unpublished) ? [WHY.unpublished] : []), ...(early.some(unrecognised) ? [WHY.unrecognised] : [])];
      const recognisedAt = recognised === null ? null : localTimeOf(recognised.atMs);
      return [{
        subject: { kind: "batch", id: batchId },
        sinceMs: first.issued.atMs,
        factIds: early.map(({ issued }) => issued.factId),
        values: { batchId, count: early.length, number: first.number, issuedAt: localTimeOf(first.issued.atMs), publicUntil: dueDate, recognisedAt, ...inBoth("why", joined(why)) },
      }];
    });
  },
};

const WHY = { unpublished: { zh: "公示未满", en: "publicity not over" }, unrecognised: { zh: "批次未认可", en: "batch not recognised" } };

const STATES = ["expired", "suspended", "stopped", "banned"] as const;
type State = (typeof STATES)[number];
const States = z.object({ states: z.array(z.enum(STATES)) });
const STATE_WORDS: Readonly<Record<State, Words>> = {
  expired: { zh: "资质到期", en: "expired" },
  suspended: { zh: "暂停期间", en: "suspended" },
  stopped: { zh: "已责令停止", en: "stopped" },
  banned: { zh: "已取消资格", en: "cancelled" },
};

export const issuedWithoutStanding: Check = {
  id: "CRT-09",
  scope: "org",
  zh: "资质失效、暂停、停止或取消后发证",
  en: "Issued while expired, suspended, stopped or banned",
  sentence: {
    zh: "{count} 本证书（首本 {number}，评价日 {evaluatedOn}，发证日 {issuedOn}）：评价日{onEvaluationZh}，发证日{onIssueZh}。",
    en: "{count} certificates (first {number}, evaluated on {evaluatedOn}, issued on {issuedOn}): {onEvaluationEn} on the day of the evaluation, {onIssueEn} on the day of issue.",
  },
  guard: {
    zh: "两个日期都看：有效期内评价、到期后才发证的不提示；恢复之后评价并发证的不提示；补打证书不算。",
    en: "Both days count: evaluated while valid and issued after the expiry is in order; so is what was evaluated and issued after the evaluator was resumed; re-prints are left out.",
  },
  run(context, row) {
    const { states } = paramsOf(row, States);
    return [...certificatesByBatch(context.facts).values()].flatMap((certificates): CheckFiring[] => {
      const wrong = certificates.flatMap((certificate) => troubleOf(context, certificate, states) ?? []);
      const [first] = wrong;
      if (first === undefined) return [];
      const { number, batchId, issued } = first.certificate;
      return [{
        subject: batchId === null ? { kind: "certificate", id: number } : { kind: "batch", id: batchId },
        sinceMs: issued.atMs,
        factIds: wrong.map(({ certificate }) => certificate.issued.factId),
        values: {
          count: wrong.length,
          number,
          evaluatedOn: first.evaluatedMs === null ? null : localDateOfMs(first.evaluatedMs),
          issuedOn: localDateOfMs(issued.atMs),
          ...inBoth("onEvaluation", wordsOf(first.onEvaluation)),
          ...inBoth("onIssue", wordsOf(first.onIssue)),
        },
      }];
    });
  },
};

function wordsOf(state: State | null): Words {
  return state === null ? { zh: "正常", en: "in order" } : STATE_WORDS[state];
}

/** What stood against the certificate on either day; null: nothing. An expiry between the two does not: what was evaluated while valid may be certified. */
function troubleOf(context: RuleContext, certificate: IssuedCertificate, states: readonly State[]) {
  const held = certificate.sessions.flatMap((session) => session.startedMs ?? session.startsMs ?? []);
  const evaluatedMs = held.find((atMs) => stateAt(context, atMs, states) !== null) ?? held.at(-1) ?? null;
  const onEvaluation = stateAt(context, evaluatedMs ?? certificate.issued.atMs, states);
  const onIssue = stateAt(context, certificate.issued.atMs, states.filter((state) => state !== "expired"));
  return onEvaluation === null && onIssue === null ? null : { certificate, evaluatedMs, onEvaluation, onIssue };
}

function stateAt(context: RuleContext, atMs: number, states: readonly State[]): State | null {
  const standing = filingStandingAt(context.facts, atMs, validityYears(context)).state;
  const standstill = standstillAt(context.facts, atMs)?.kind ?? null;
  const found: readonly (State | null)[] = [standing === "expired" ? "expired" : null, standstill, standing === "delisted" || banAt(context, atMs) !== null ? "banned" : null];
  return found.find((state) => state !== null && states.includes(state)) ?? null;
}
