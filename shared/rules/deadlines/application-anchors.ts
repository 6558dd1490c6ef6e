import { addYears, localDateOfMs } from "../../calendar/local-date.ts";
import type { EventType } from "../../events/event-catalog.ts";
import { ofType } from "../history/facts-by-type.ts";
import type { Anchor, Occasion, RuleContext } from "../rule-context.ts";

/** 受理通知: the authority's own clock, from the application to its acceptance or refusal. */
export const applicationAnswered: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context) => applications(context, ["org.filing.accepted", "org.filing.refused"]),
};

/** Review and on-site assessment finished (Shenzhen draft). */
export const applicationReviewed: Anchor = {
  scope: "org",
  nature: "deadline",
  find: (context) => applications(context, ["org.assessed", "org.filing.refused"]),
};

function applications({ facts }: RuleContext, answers: readonly EventType[]): Occasion[] {
  return ofType(facts, "org.filing.submitted").map(({ id, atMs, data }) => {
    const answer = facts.find((fact) => answers.includes(fact.type) && "filingId" in fact.data && fact.data.filingId === data.filingId);
    return {
      subject: { kind: "filing", id: data.filingId },
      date: localDateOfMs(atMs),
      metAtMs: answer?.atMs ?? null,
      factIds: answer === undefined ? [id] : [id, answer.id],
    };
  });
}

/** Publicity of the assessment's result by the bureau: a shortest duration. */
export const assessmentPublicity: Anchor = {
  scope: "org",
  nature: "minimum-duration",
  find: ({ facts }) =>
    ofType(facts, "org.publicity.posted").map(({ id, atMs, data }) => {
      const closed = ofType(facts, "org.publicity.closed").find((fact) => fact.data.filingId === data.filingId && fact.atMs >= atMs);
      return {
        subject: { kind: "filing", id: data.filingId },
        date: localDateOfMs(atMs),
        metAtMs: closed?.atMs ?? null,
        factIds: closed === undefined ? [id] : [id, closed.id],
      };
    }),
};

/** 近五年无不良记录: the window that an application looks back over, and what lies in it. */
export const cleanRecord: Anchor = {
  scope: "org",
  nature: "record",
  find: ({ facts }, row) =>
    ofType(facts, "org.filing.submitted").map(({ id, atMs, data }) => {
      const day = localDateOfMs(atMs);
      const from = addYears(day, -(row.count ?? 0));
      const bad = ofType(facts, "org.sanction.decided").filter((fact) => from <= fact.data.decidedOn && fact.data.decidedOn <= day);
      return { subject: { kind: "filing", id: data.filingId }, date: from, statedDueDate: day, metAtMs: null, factIds: [...bad.map((fact) => fact.id), id] };
    }),
};

/** 劳务派遣满一年: from the start at the enterprise. */
export const dispatchedSince: Anchor = {
  scope: "org",
  nature: "record",
  find: ({ facts }) =>
    ofType(facts, "candidate.registered").flatMap(({ id, data }) =>
      data.relation === "dispatched" && data.employedSince !== undefined
        ? [{ subject: { kind: "person", id: data.personId }, part: data.batchId, date: data.employedSince, metAtMs: null, factIds: [id] }]
        : [],
    ),
};
