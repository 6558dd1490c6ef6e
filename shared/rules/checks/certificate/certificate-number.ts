import { z } from "zod";
import { scopeOf } from "../../../events/dossier-key.ts";
import { certificatesOf, type Certificate } from "../../history/certificates.ts";
import { ofType } from "../../history/facts-by-type.ts";
import { issuedCertificatesOf } from "../../history/issued-certificates.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, joined, type Words } from "../two-languages.ts";

/** Whether numbers come from blocks that the authority assigns (C15). */
const Numbering = z.object({ assignedBlocks: z.boolean() });

/** In the evaluator's dossier its blocks and the format are looked at; that two evaluators gave one number shows in the certificate's own. */
export const certificateNumber: Check = {
  id: "CRT-05",
  scope: "org",
  alsoIn: ["certificate"],
  zh: "证书编号重复、格式不符或不在分配号段",
  en: "Certificate number duplicate, malformed or not assigned",
  sentence: {
    zh: "证书编号 {number}：{whyZh}（持有人 {holders}；发放机构 {issuers}）。",
    en: "Certificate number {number}: {whyEn} (holders {holders}; issued by {issuers}).",
  },
  guard: {
    zh: "同一机构对同一持有人补打的号码不算重复；格式默认不校验（编码规则不在条文中，由设置给出）；自行编号的地区不查号段。",
    en: "The same number again from the same evaluator for the same holder is a re-print; the format is not checked unless a pattern is set (the coding rule is in no text here); where the evaluator numbers by itself there are no blocks.",
  },
  run(context, row) {
    const { assignedBlocks } = paramsOf(row, Numbering);
    const twice = [...certificatesOf(context.facts).values()].flatMap((certificate) => duplicate(certificate, scopeOf(context.dossier) === "certificate"));
    return scopeOf(context.dossier) === "certificate" ? twice : [...twice, ...malformed(context), ...(assignedBlocks ? unassigned(context) : [])];
  },
};

function firing({ number, issues, voided }: Certificate, why: Words, part: string, when: { sinceMs: number; clearedMs?: number | null }): CheckFiring {
  const holders = [...new Set(issues.map(({ data }) => data.personId))].join(", ");
  const issuers = [...new Set(issues.map(({ data }) => data.orgId))].join(", ");
  return { subject: { kind: "certificate", id: number }, part, clearedMs: voided?.atMs ?? null, ...when, factIds: issues.map(({ factId }) => factId), values: { number, holders, issuers, ...inBoth("why", why) } };
}

/** What one evaluator gave twice stands in its own dossier; the certificate's tells only what crosses evaluators. */
function duplicate(certificate: Certificate, acrossOnly: boolean): CheckFiring[] {
  const [first, ...others] = certificate.issues;
  const second = others.find(({ data }) => data.personId !== first?.data.personId || data.orgId !== first?.data.orgId);
  if (first === undefined || second === undefined) return [];
  if (acrossOnly && certificate.issues.every(({ data }) => data.orgId === first.data.orgId)) return [];
  const twoPeople = certificate.issues.some(({ data }) => data.personId !== first.data.personId);
  const twoOrgs = certificate.issues.some(({ data }) => data.orgId !== first.data.orgId);
  const why = [...(twoPeople ? [{ zh: "发给不同的人", en: "given to different people" }] : []), ...(twoOrgs ? [{ zh: "由不同机构发放", en: "issued by different evaluators" }] : [])];
  return [firing(certificate, joined(why), "duplicate", { sinceMs: second.atMs })];
}

function malformed(context: RuleContext): CheckFiring[] {
  const text = String(context.setting("certificate.numberPattern"));
  const pattern = text === "" ? null : compiled(text);
  if (pattern === null) return [];
  return issuedCertificatesOf(context.facts)
    .filter(({ number }) => !pattern.test(number))
    .map((certificate) => firing(certificate, { zh: `格式不符（${text}）`, en: `not of the form ${text}` }, "format", { sinceMs: certificate.issued.atMs }));
}

/** A pattern that somebody mistyped must not stop the other rules: it checks nothing until it is put right. */
function compiled(text: string): RegExp | null {
  try {
    return new RegExp(`^(?:${text})$`, "u");
  } catch {
    return null;
  }
}

function unassigned({ facts }: RuleContext): CheckFiring[] {
  const blocks = ofType(facts, "cert.number_assigned");
  return issuedCertificatesOf(facts).flatMap((certificate) => {
    const { number, issued, batchId, voided } = certificate;
    const ofBatch = blocks.filter(({ data }) => data.batchId === batchId);
    const covering = (ofBatch.length > 0 ? ofBatch : blocks).find(({ data }) => isWithin(number, data));
    if (covering !== undefined && covering.atMs <= issued.atMs) return [];
    const clearedMs = covering?.atMs ?? voided?.atMs ?? null;
    return [firing(certificate, { zh: "不在分配给本批次的号段内", en: "in no block assigned for the batch" }, "block", { sinceMs: issued.atMs, clearedMs })];
  });
}

/** Numbers of a block have one length and count up in their last digits, so that text order is number order. */
function isWithin(number: string, { first, last }: { first: string; last: string }): boolean {
  return number.length === first.length && first <= number && number <= last;
}
