import { localDateOfMs } from "../../calendar/local-date.ts";
import { idOf } from "../../events/dossier-key.ts";
import { profilesOf } from "../history/evaluator-profile.ts";
import { ofType } from "../history/facts-by-type.ts";
import type { Anchor } from "../rule-context.ts";

/** The schools' one-off filing of 2021: those that filed in that year are shown with it. */
export const campaignSchools: Anchor = {
  scope: "org",
  nature: "record",
  find: ({ facts, dossier }, row) => {
    const first = ofType(facts, "org.filing.submitted")[0];
    if (first === undefined || row.fixedDate === null || localDateOfMs(first.atMs).slice(0, 4) !== row.fixedDate.slice(0, 4)) return [];
    return [{ subject: { kind: "evaluator", id: idOf(dossier) }, date: row.fixedDate, metAtMs: first.atMs, factIds: [first.id] }];
  },
};

const PILOT_WINDOWS = [
  { part: "preparation", from: "2019-06-01", to: "2019-07-31" },
  { part: "pilot", from: "2019-08-01", to: "2019-10-31" },
  { part: "summary", from: "2019-11-01", to: "2019-12-31" },
];

/** Jilin's windows of 2019, for enterprises that took part in time. */
export const campaignPilot: Anchor = {
  scope: "org",
  nature: "record",
  find({ facts, dossier }) {
    const joined = profilesOf(facts)[0];
    if (joined === undefined) return [];
    return PILOT_WINDOWS.filter(({ to }) => joined.from <= to).map(({ part, from, to }) => ({
      subject: { kind: "evaluator", id: idOf(dossier) },
      part,
      date: from,
      statedDueDate: to,
      metAtMs: null,
      factIds: [joined.factId],
    }));
  },
};

/** 自印发之日起N日内: calendar days (A32). */
export const noticeIssued: Anchor = {
  scope: "area",
  nature: "record",
  find: ({ facts }) =>
    ofType(facts, "org.rule_published").map(({ id, data }) => ({ subject: { kind: "record", id: data.noticeId }, date: data.issuedOn, metAtMs: null, factIds: [id] })),
};

/** The one-off report that the notice of 2024-09-30 asked for; later notices ask for their own. */
export const campaignReport: Anchor = {
  scope: "area",
  nature: "record",
  find: ({ facts, rulebook }, row) =>
    ofType(facts, "org.rule_published")
      .filter(({ data }) => row.fixedDate !== null && rulebook.inForceFrom <= data.issuedOn && data.issuedOn <= row.fixedDate)
      .map(({ id, data }) => ({ subject: { kind: "record", id: data.noticeId }, date: data.issuedOn, metAtMs: null, factIds: [id] })),
};
