import { z } from "zod";
import { workdaysAfter } from "../../../calendar/count-days.ts";
import { addDays, localDateOfMs, startOfDayMs } from "../../../calendar/local-date.ts";
import { issuedCertificatesOf } from "../../history/issued-certificates.ts";
import { certificatesOf } from "../../history/certificates.ts";
import type { Check } from "../../rule-context.ts";
import { localTimeOf } from "../local-time.ts";
import { paramsOf } from "../row-params.ts";

const Lag = z.object({ uploadWorkdays: z.number() });

export const notInQuery: Check = {
  id: "CRT-07",
  scope: "org",
  zh: "联网查询不到证书（内部时限）",
  en: "Not found in the national query (house limit)",
  sentence: {
    zh: "证书 {number}（{issuedOn} 发放）在 {lookedUpAt} 仍查询不到（{source}）；上传时限 {workdays} 个工作日为内部设置，条文无数字。",
    en: "Certificate {number} (issued on {issuedOn}) was still not found at {lookedUpAt} ({source}); the {workdays} working days for the upload are a house limit, the text gives no number.",
  },
  guard: { zh: "上传需要时间：时限之内查不到的不提示；之后查到即消除；作废、撤回的不提示；没有查询过的不判断。", en: "Uploading takes time: not found within the limit is passed over; found later, it clears; voided and withdrawn ones are left out; never looked up is not judged." },
  run(context, row) {
    const { uploadWorkdays: workdays } = paramsOf(row, Lag);
    return issuedCertificatesOf(context.facts).flatMap(({ number, issued, verified, voided, withdrawn }) => {
      if (verified.every(({ found }) => found)) return [];
      const issuedOn = localDateOfMs(issued.atMs);
      const dueMs = startOfDayMs(addDays(workdaysAfter(context.calendar, issuedOn, workdays).date, 1));
      const goneMs = Math.min(voided?.atMs ?? Infinity, withdrawn[0]?.atMs ?? Infinity);
      const missed = verified.find(({ found, atMs }) => !found && atMs >= dueMs && atMs < goneMs);
      if (missed === undefined || verified.some(({ found, atMs }) => found && atMs <= missed.atMs)) return [];
      const seen = verified.find(({ found, atMs }) => found && atMs > missed.atMs);
      const clearedMs = Math.min(seen?.atMs ?? Infinity, goneMs);
      return {
        subject: { kind: "certificate", id: number },
        sinceMs: missed.atMs,
        clearedMs: clearedMs === Infinity ? null : clearedMs,
        factIds: [issued.factId, missed.factId, ...(seen === undefined ? [] : [seen.factId])],
        values: { number, issuedOn, workdays, source: missed.source, lookedUpAt: localTimeOf(missed.atMs) },
      };
    });
  },
};

export const voidButFound: Check = {
  id: "CRT-08",
  scope: "org",
  zh: "作废证书仍可查询",
  en: "Void but still found",
  sentence: {
    zh: "证书 {number} 于 {voidedAt} 作废，{lookedUpAt} 仍可查询（{source}）。",
    en: "Certificate {number} was voided at {voidedAt} and still found at {lookedUpAt} ({source}).",
  },
  guard: { zh: "作废之前查到的不算；之后查不到即消除。", en: "Found before it was voided does not count; not found afterwards, it clears." },
  run({ facts }) {
    return [...certificatesOf(facts).values()].flatMap(({ number, voided, verified }) => {
      if (voided === null) return [];
      const after = verified.filter(({ atMs }) => atMs > voided.atMs);
      const seen = after.find(({ found }) => found);
      if (seen === undefined) return [];
      const last = after.at(-1);
      const gone = last?.found === false ? last : null;
      return {
        subject: { kind: "certificate", id: number },
        sinceMs: seen.atMs,
        clearedMs: gone?.atMs ?? null,
        factIds: [voided.factId, seen.factId, ...(gone === null ? [] : [gone.factId])],
        values: { number, source: seen.source, voidedAt: localTimeOf(voided.atMs), lookedUpAt: localTimeOf(seen.atMs) },
      };
    });
  },
};
