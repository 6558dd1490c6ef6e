import { localDateOfMs } from "../../calendar/local-date.ts";
import { dispatchesOf, type Dispatch } from "../history/dispatches.ts";
import { ofType, viewOf } from "../history/facts-by-type.ts";
import { endAfter } from "../history/listed-years.ts";
import { sessionsOf } from "../history/sessions.ts";
import { supervisorTermsOf } from "../history/supervisors.ts";
import type { Anchor, Occasion, RuleContext } from "../rule-context.ts";

/** 外督记录表: from the end of the task, which is that of its last session (A37); earlier is fine (A9). */
export const externalRecord: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context) =>
    [...dispatchesOf(context.facts).values()].flatMap((dispatch) => {
      const endedMs = endOfTask(context, dispatch);
      if (dispatch.side !== "external" || dispatch.refusedMs !== null || endedMs === null) return [];
      const record = ofType(context.facts, "supervision.record.submitted").find(({ data }) => {
        if (data.side !== "external" || data.complete === false) return false;
        if (data.dispatchId !== undefined) return data.dispatchId === dispatch.dispatchId;
        return data.supervisorId === dispatch.supervisorId && data.sessionId !== undefined && dispatch.sessionIds.includes(data.sessionId);
      });
      return [{
        subject: { kind: "dispatch", id: dispatch.dispatchId },
        date: localDateOfMs(endedMs),
        metAtMs: record?.atMs ?? null,
        factIds: record === undefined ? dispatch.factIds : [...dispatch.factIds, record.id],
      }];
    }),
};

/** UTC ms; null: the task goes on. */
function endOfTask({ facts }: RuleContext, { endedMs, sessionIds }: Dispatch): number | null {
  if (endedMs !== null) return endedMs;
  const ends = sessionIds.map((id) => sessionsOf(facts).get(id)?.endedMs ?? null);
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map((each) => each ?? 0));
}

const scoreForms = viewOf((facts) => Map.groupBy(ofType(facts, "supervision.record.submitted").filter(({ data }) => data.form === "internal-score"), ({ data }) => data.sessionId ?? ""));

/** 内部督导评分表 of each session, without a number of days. */
export const internalForm: Anchor = {
  scope: "org",
  nature: "deadline",
  find: ({ facts }) =>
    [...sessionsOf(facts).values()].flatMap(({ sessionId, test, endedMs, factIds }) => {
      if (test || endedMs === null) return [];
      const form = scoreForms(facts).get(sessionId)?.[0];
      const ended = factIds.slice(-1);
      return [{ subject: { kind: "session", id: sessionId }, date: localDateOfMs(endedMs), metAtMs: form?.atMs ?? null, factIds: form === undefined ? ended : [...ended, form.id] }];
    }),
};

/** 聘期: ends by itself, without fault; the end that the paper states wins (A38). */
export const supervisorTerm: Anchor = {
  scope: "supervisor",
  nature: "period",
  find: (context) =>
    [...supervisorTermsOf(context.facts).values()].flat().map((term) => ({
      subject: { kind: "supervisor", id: term.supervisorId },
      part: term.from,
      date: term.from,
      ...(term.statedTo === null ? {} : { statedDueDate: term.statedTo }),
      metAtMs: null,
      voidedAtMs: term.endedOn === null ? null : endAfter(context, term.endedOn),
      factIds: term.factIds,
    })),
};

/** 不得再从事: no end; refusal as a penalty only, a term that lapsed bars nobody (A47). */
export const supervisorBar: Anchor = {
  scope: "supervisor",
  nature: "period",
  find: ({ facts }) =>
    ofType(facts, "supervisor.barred").flatMap(({ id, data }) =>
      data.ground === "lapsed" ? [] : [{ subject: { kind: "supervisor", id: data.supervisorId }, part: data.decidedOn, date: data.decidedOn, metAtMs: null, factIds: [id] }],
    ),
};

/** 整改报告 after a letter, talk or reminder; the date is entered per case. */
export const opinionAnswered: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context) => opinions(context, () => true),
};

/** 限期整改 by order or by a decision, with the authority's date. */
export const rectified: Anchor = {
  scope: "org",
  nature: "deadline",
  find(context) {
    const orders = opinions(context, (form) => form === "order");
    const known = new Set(ofType(context.facts, "opinion.issued").map(({ data }) => data.opinionId));
    const decisions = ofType(context.facts, "org.sanction.decided").flatMap(({ id, atMs, data }): Occasion[] => {
      if (data.sanction !== "rectify") return [];
      const report = ofType(context.facts, "rectification.received").find((fact) => fact.atMs >= atMs && !known.has(fact.data.opinionId));
      return [{
        subject: { kind: "record", id },
        date: data.decidedOn,
        ...(data.rectifyBy === undefined ? {} : { statedDueDate: data.rectifyBy }),
        metAtMs: report?.atMs ?? null,
        factIds: report === undefined ? [id] : [id, report.id],
      }];
    });
    return [...orders, ...decisions];
  },
};

function opinions({ facts }: RuleContext, wanted: (form: "letter" | "talk" | "reminder" | "order") => boolean): Occasion[] {
  return ofType(facts, "opinion.issued").flatMap(({ id, atMs, data }) => {
    if (!wanted(data.form)) return [];
    const report = ofType(facts, "rectification.received").find((fact) => fact.data.opinionId === data.opinionId);
    return [{
      subject: { kind: "opinion", id: data.opinionId },
      date: localDateOfMs(atMs),
      ...(data.dueOn === undefined ? {} : { statedDueDate: data.dueOn }),
      metAtMs: report?.atMs ?? null,
      factIds: report === undefined ? [id] : [id, report.id],
    }];
  });
}

/** 立即停止评价: a moment, not a number of days; kept with both times. */
export const stoppedAtOnce: Anchor = {
  scope: "org",
  nature: "record",
  find: ({ facts }) =>
    ofType(facts, "violation.found").map(({ id, atMs, data }) => {
      const stopped = ofType(facts, "org.stopped").find((fact) => fact.atMs >= atMs);
      return { subject: { kind: "record", id: data.violationId }, date: localDateOfMs(atMs), metAtMs: stopped?.atMs ?? null, factIds: stopped === undefined ? [id] : [id, stopped.id] };
    }),
};
