import type { EventType } from "../events/event-catalog.ts";

/** What lives here: each has a state that facts (and the passing of time) change. */
export const LIFE_KINDS = ["evaluator", "plan", "session", "results", "certificate", "supervision-record", "annual-report", "complaint"] as const;
export type LifeKind = (typeof LIFE_KINDS)[number];

export interface Words {
  zh: string;
  en: string;
}

/** Moments without an event of their own: a last day that passed. */
export const TIMED_EVENTS = ["validity.ended", "ban.ended", "report.due"] as const;
export type TimedEvent = (typeof TIMED_EVENTS)[number];

/** An event's type, or its type with what its data says ("org.assessed:failed"); see life-events.ts. */
export type LifeEvent = EventType | TimedEvent | `${EventType}:${string}`;

export interface Life {
  words: Words;
  /** Before any fact. */
  start: string;
  states: Readonly<Record<string, Words>>;
  /** Event → state in which it may happen → state after it. What is not here leaves the state and is told as an oddity. */
  steps: Readonly<Partial<Record<LifeEvent, Readonly<Record<string, string>>>>>;
}

/** The event may happen in these states and changes none of them. */
const stays = (...states: string[]) => Object.fromEntries(states.map((state) => [state, state]));
/** The event may happen in these states and leads to one. */
const to = (next: string, ...states: string[]) => Object.fromEntries(states.map((state) => [state, next]));

const RENEWING = stays("listed", "suspended", "stopped");

const evaluator: Life = {
  words: { zh: "评价机构", en: "evaluator" },
  start: "unknown",
  states: {
    unknown: { zh: "未登记", en: "unknown" },
    applied: { zh: "已申请", en: "applied" },
    accepted: { zh: "已受理", en: "accepted" },
    refused: { zh: "未通过", en: "refused" },
    assessed: { zh: "已评估", en: "assessed" },
    publicity: { zh: "公示中", en: "in publicity" },
    publicised: { zh: "公示结束", en: "publicity over" },
    listed: { zh: "在目录", en: "listed" },
    suspended: { zh: "已暂停", en: "suspended" },
    stopped: { zh: "已停止", en: "stopped" },
    expired: { zh: "已到期", en: "expired" },
    delisted: { zh: "已移出目录", en: "delisted" },
    banned: { zh: "禁止申请期内", en: "banned" },
  },
  steps: {
    "org.filing.submitted": { ...to("applied", "unknown", "refused", "expired", "delisted"), ...RENEWING },
    "org.filing.accepted": { ...to("accepted", "applied"), ...RENEWING },
    "org.filing.refused": { ...to("refused", "applied", "accepted"), ...RENEWING },
    "org.assessed:passed": { ...to("assessed", "applied", "accepted"), ...RENEWING },
    "org.assessed:failed": { ...to("refused", "applied", "accepted"), ...RENEWING },
    "org.publicity.posted": { ...to("publicity", "assessed"), ...RENEWING },
    "org.publicity.closed": { ...to("publicised", "publicity"), ...RENEWING },
    // The directory is the authority's word: who is in it is listed, even if the steps before were never told.
    "org.listed": { ...to("listed", "unknown", "applied", "accepted", "assessed", "publicity", "publicised", "listed", "expired", "delisted"), ...stays("suspended", "stopped") },
    "org.scope.changed": RENEWING,
    "org.suspended": to("suspended", "listed"),
    "org.stopped": to("stopped", "listed", "suspended"),
    "org.resumed": to("listed", "suspended", "stopped"),
    "org.delisted:whole": { ...to("delisted", "listed", "suspended", "stopped", "expired"), ...stays("banned") },
    "org.delisted:partial": RENEWING,
    "org.sanction.decided:cancelled": to("banned", "listed", "suspended", "stopped", "expired", "delisted"),
    "org.sanction.decided:warned": RENEWING,
    "org.sanction.decided:rectify": RENEWING,
    "validity.ended": to("expired", "listed", "suspended", "stopped"),
    "ban.ended": to("delisted", "banned"),
  },
};

const plan: Life = {
  words: { zh: "认定实施计划", en: "plan" },
  start: "none",
  states: {
    none: { zh: "未报", en: "not filed" },
    announced: { zh: "已预告", en: "announced" },
    received: { zh: "已收到", en: "received" },
    returned: { zh: "已退回", en: "returned" },
    approved: { zh: "已批准", en: "approved" },
    amended: { zh: "已变更", en: "amended" },
    held: { zh: "已实施", en: "held" },
    cancelled: { zh: "已取消", en: "cancelled" },
  },
  steps: {
    "batch.announced": { ...to("announced", "none", "announced"), ...stays("received", "returned", "approved", "amended") },
    "plan.received": to("received", "none", "announced", "received", "returned"),
    "plan.approved": to("approved", "received", "amended"),
    "plan.returned": to("returned", "received", "amended", "approved"),
    "plan.amended": to("amended", "received", "returned", "approved", "amended"),
    "batch.cancelled": to("cancelled", "announced", "received", "returned", "approved", "amended"),
    "batch.evaluation_ended": to("held", "approved", "amended"),
  },
};

const session: Life = {
  words: { zh: "场次", en: "session" },
  start: "none",
  states: {
    none: { zh: "未排定", en: "not scheduled" },
    scheduled: { zh: "已排定", en: "scheduled" },
    running: { zh: "进行中", en: "running" },
    ended: { zh: "已结束", en: "ended" },
    cancelled: { zh: "已取消", en: "cancelled" },
  },
  steps: {
    "plan.received": to("scheduled", "none", "scheduled"),
    "plan.amended": to("scheduled", "none", "scheduled"),
    "session.scheduled": to("scheduled", "none", "scheduled"),
    "session.started": to("running", "none", "scheduled"),
    "session.ended": to("ended", "running"),
    "batch.cancelled": to("cancelled", "none", "scheduled"),
  },
};

const results: Life = {
  words: { zh: "认定结果", en: "results" },
  start: "none",
  states: {
    none: { zh: "未汇总", en: "not compiled" },
    compiled: { zh: "已汇总", en: "compiled" },
    posted: { zh: "公示中", en: "posted" },
    objected: { zh: "有异议", en: "under objection" },
    settled: { zh: "异议已处理", en: "objections resolved" },
    closed: { zh: "公示结束", en: "publicity over" },
    reported: { zh: "已上报", en: "reported" },
    recognised: { zh: "认定通过", en: "recognised" },
    refused: { zh: "不予认定", en: "refused" },
  },
  steps: {
    "result.compiled": { ...to("compiled", "none", "compiled"), ...stays("posted") },
    "results.posted": to("posted", "none", "compiled", "posted", "refused"),
    "objection.raised": { ...to("objected", "posted", "objected", "settled"), ...stays("closed") },
    "objection.resolved:last": { ...to("settled", "objected"), ...stays("closed") },
    "objection.resolved:other": stays("objected", "closed"),
    "results.closed": { ...to("closed", "posted", "settled"), ...stays("objected") },
    "results.reported": to("reported", "posted", "settled", "closed", "refused"),
    "batch.recognised": to("recognised", "reported"),
    "batch.refused": to("refused", "reported"),
  },
};

const LIVE_CERTIFICATE = ["issued", "uploaded", "confirmed"];

const certificate: Life = {
  words: { zh: "证书", en: "certificate" },
  start: "none",
  states: {
    none: { zh: "未发放", en: "not issued" },
    issued: { zh: "已发放", en: "issued" },
    uploaded: { zh: "已上传", en: "uploaded" },
    confirmed: { zh: "可查询", en: "found in the query" },
    voided: { zh: "已作废", en: "voided" },
    withdrawn: { zh: "已作废并撤回", en: "voided and withdrawn" },
  },
  steps: {
    "cert.issued:first": to("issued", "none"),
    "cert.issued:reprint": stays(...LIVE_CERTIFICATE),
    "cert.uploaded": { ...to("uploaded", "issued", "uploaded"), ...stays("confirmed") },
    "cert.receipt": to("confirmed", "uploaded", "confirmed"),
    "cert.verified:found": { ...to("confirmed", "issued", "uploaded", "confirmed"), ...stays("voided") },
    "cert.verified:missing": stays("issued", "uploaded", "confirmed", "voided", "withdrawn"),
    "cert.voided": to("voided", ...LIVE_CERTIFICATE),
    "cert.withdrawn": to("withdrawn", "voided"),
  },
};

const supervisionRecord: Life = {
  words: { zh: "督导记录", en: "supervision record" },
  start: "none",
  states: {
    none: { zh: "未提交", en: "not submitted" },
    submitted: { zh: "已提交", en: "submitted" },
    published: { zh: "已公布", en: "published" },
  },
  steps: {
    // Submitted again is a new version; a change of what was submitted is refused (SUP-03).
    "supervision.record.submitted": { ...to("submitted", "none", "submitted"), ...stays("published") },
    "supervision.result.published": to("published", "submitted"),
  },
};

const annualReport: Life = {
  words: { zh: "年度报告", en: "annual report" },
  start: "open",
  states: {
    open: { zh: "未报", en: "not received" },
    overdue: { zh: "逾期", en: "overdue" },
    received: { zh: "已收到", en: "received" },
    "received-late": { zh: "逾期收到", en: "received late" },
  },
  steps: {
    "org.annual_report.received": { open: "received", overdue: "received-late", ...stays("received", "received-late") },
    "report.due": { open: "overdue", ...stays("received", "received-late") },
  },
};

const complaint: Life = {
  words: { zh: "投诉", en: "complaint" },
  start: "none",
  states: {
    none: { zh: "未受理", en: "not opened" },
    open: { zh: "办理中", en: "open" },
    closed: { zh: "已办结", en: "closed" },
  },
  steps: {
    "complaint.opened": to("open", "none", "closed"),
    "complaint.closed": to("closed", "open"),
  },
};

/** One table for buttons and server: what may happen in which state. */
export const LIFE_TABLE: Readonly<Record<LifeKind, Life>> = {
  evaluator,
  plan,
  session,
  results,
  certificate,
  "supervision-record": supervisionRecord,
  "annual-report": annualReport,
  complaint,
};

/** The types of events that a life consists of. */
export function typesOfLife(kind: LifeKind): string[] {
  return [...new Set(Object.keys(LIFE_TABLE[kind].steps).map((event) => event.replace(/:.*$/, "")))];
}
