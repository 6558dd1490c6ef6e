import { expect, test } from "vitest";
import { dossiersOfEvent, type EventData } from "../../../events/event-catalog.ts";
import { fired } from "../../test-check.ts";
import { facts, listed, ORG, type FactLine } from "../../test-facts.ts";

const here = listed("2025-01-02");
const dispatched = (data: Partial<EventData<"supervisor.dispatched">> = {}): FactLine => ["2026-03-20 09:00", "supervisor.dispatched", { supervisorId: "wd-1", dispatchId: "d-1", orgId: ORG, sessionIds: ["s-1"], side: "external", ...data }];
const books = (found: ReturnType<typeof fired>) => found.map(({ book, severity }) => `${book} ${severity}`);

test("SUP-01 a supervisor sent without a draw is amber, an internal one by Fujian's book only", () => {
  expect(books(fired("SUP-01", facts(here, dispatched())))).toEqual(["fujian amber", "xiamen amber"]);
  expect(books(fired("SUP-01", facts(here, dispatched({ side: "internal" }))))).toEqual(["fujian amber"]);
});

const drawn = (result: string[]): FactLine => ["2026-03-18 09:00", "draw.made", { drawId: "first", areaCode: "350200", what: "inspector", pool: ["wd-1", "wd-2"], seed: "118204", result }];
const redrawn = (data: Partial<EventData<"draw.redrawn">> = {}): FactLine => ["2026-03-19 09:00", "draw.redrawn", { drawId: "second", replaces: "first", ...data }];

test("SUP-01 a draw repeated without a reason, or followed by somebody whom it did not take, is amber in the draw's dossier", () => {
  const asked = { dossier: "draw:first" } as const;
  expect(fired("SUP-01", facts(drawn(["wd-2"]), redrawn()), asked)).toMatchObject([{ book: "fujian", subject: "draw:second", since: "2026-03-19 09:00" }, { book: "xiamen" }]);
  expect(fired("SUP-01", facts(drawn(["wd-2"]), dispatched({ drawId: "first" })), asked)).toMatchObject([{ subject: "dispatch:d-1", values: { supervisorId: "wd-1" } }, {}]);
  expect(dossiersOfEvent("draw.redrawn", { drawId: "second", replaces: "first" })).toEqual(["draw:first", "draw:second"]);
});

test("SUP-01 guard: an emergency on record, a redraw with its reason, a draw from one, and internal draws where an authority switched them off", () => {
  expect(fired("SUP-01", facts(here, dispatched({ emergency: "督导员途中事故" })))).toEqual([]);
  expect(fired("SUP-01", facts(here, dispatched({ drawId: "first" })))).toEqual([]);
  expect(fired("SUP-01", facts(here, ["2026-03-18", "supervisor.drawn", { supervisorId: "wd-1", drawId: "first", orgId: ORG, sessionIds: ["s-1"] }], dispatched()))).toEqual([]);
  expect(fired("SUP-01", facts(drawn(["wd-1"]), redrawn({ reason: "抽中者回避" }), dispatched({ drawId: "first" })), { dossier: "draw:first" })).toEqual([]);
  expect(fired("SUP-01", facts(here, dispatched({ side: "internal" })), { settings: { "draw.internal": false } })).toEqual([]);
});

const record = (when: string, data: Partial<EventData<"supervision.record.submitted">> = {}): FactLine => [when, "supervision.record.submitted", { recordId: "rec-1", orgId: ORG, supervisorId: "wd-1", side: "external", form: "daily", ...data }];

test("SUP-02 a special group of two is amber", () => {
  expect(fired("SUP-02", facts(here, record("2026-04-02", { form: "special", groupSize: 2 })))).toMatchObject([{ book: "fujian", severity: "amber", values: { size: 2, min: 3 } }]);
});

test("SUP-02 guard: three are enough, daily supervision asks for no group, and an unreported size is not judged", () => {
  expect(fired("SUP-02", facts(here, record("2026-04-02", { form: "special", groupSize: 3 })))).toEqual([]);
  expect(fired("SUP-02", facts(here, record("2026-04-02", { groupSize: 1 })))).toEqual([]);
  expect(fired("SUP-02", facts(here, record("2026-04-02", { form: "special" })))).toEqual([]);
});

test("SUP-03 an edit of a submitted record is refused, whether asked for or sent under the same version", () => {
  expect(fired("SUP-03", facts(here, record("2026-04-02"), ["2026-04-03 10:00", "supervision.record.edit_asked", { recordId: "rec-1", orgId: ORG, by: "p-boss" }]))).toMatchObject([{ severity: "refused", subject: "record:rec-1", since: "2026-04-03 10:00", values: { whatEn: "an edit was asked by p-boss" } }]);
  expect(fired("SUP-03", facts(here, record("2026-04-02", { version: 1, complete: false }), record("2026-04-04 09:00", { version: 1, complete: true })))).toMatchObject([{ since: "2026-04-04 09:00" }]);
});

test("SUP-03 guard: a new version, the same record sent again, and a change before it was submitted are in order", () => {
  expect(fired("SUP-03", facts(here, record("2026-04-02", { version: 1 }), record("2026-04-04", { version: 2, complete: true })))).toEqual([]);
  expect(fired("SUP-03", facts(here, record("2026-04-02", { version: 1 }), record("2026-04-04", { version: 1 })))).toEqual([]);
  expect(fired("SUP-03", facts(here, ["2026-04-01", "supervision.record.edit_asked", { recordId: "rec-1", orgId: ORG, by: "p-1" }], record("2026-04-02")))).toEqual([]);
});

const opinion = (data: Partial<EventData<"opinion.issued">> = {}): FactLine => ["2026-04-01", "opinion.issued", { opinionId: "op-1", orgId: ORG, form: "letter", dueOn: "2026-04-15", ...data }];
const rectified = (when: string): FactLine => [when, "rectification.received", { opinionId: "op-1", orgId: ORG }];

test("SUP-04 a rectification report that did not come by the authority's date is red from the next midnight", () => {
  expect(fired("SUP-04", facts(here, opinion()), { asOf: "2026-04-15 23:59" })).toEqual([]);
  expect(fired("SUP-04", facts(here, opinion()))).toMatchObject([{ book: "fujian", severity: "red", subject: "opinion:op-1", since: "2026-04-16 00:00", cleared: null }]);
  expect(fired("SUP-04", facts(here, opinion(), rectified("2026-04-20 10:00")))).toMatchObject([{ cleared: "2026-04-20 10:00" }]);
  const there = listed("2025-01-02", { areaCode: "210200" });
  expect(fired("SUP-04", facts(there, opinion({ form: "order" })))).toMatchObject([{ book: "liaoning" }]);
});

test("SUP-04 guard: without a date there is no clock, and received on the last day is in time", () => {
  expect(fired("SUP-04", facts(here, ["2026-04-01", "opinion.issued", { opinionId: "op-1", orgId: ORG, form: "letter" }]))).toEqual([]);
  expect(fired("SUP-04", facts(here, opinion(), rectified("2026-04-15 23:59")))).toEqual([]);
});

const published = (when: string, by: "authority" | "supervisor"): FactLine => [when, "supervision.result.published", { recordId: "rec-1", orgId: ORG, by }];

test("SUP-05 a result that the authority did not publish within the house limit is amber; that the supervisor did does not count", () => {
  expect(fired("SUP-05", facts(here, record("2026-04-01"), published("2026-04-02", "supervisor")))).toMatchObject([{ book: "xiamen", severity: "amber", since: "2026-04-17 00:00", cleared: null, values: { workdays: 10 } }]);
  expect(fired("SUP-05", facts(here, record("2026-04-01"), published("2026-05-06 10:00", "authority")))).toMatchObject([{ cleared: "2026-05-06 10:00" }]);
});

test("SUP-05 guard: published in time, not due yet, internal or unfinished", () => {
  expect(fired("SUP-05", facts(here, record("2026-04-01"), published("2026-04-10", "authority")))).toEqual([]);
  expect(fired("SUP-05", facts(here, record("2026-04-01")), { asOf: "2026-04-16 23:59" })).toEqual([]);
  expect(fired("SUP-05", facts(here, record("2026-04-01", { side: "internal", form: "internal-score" }), record("2026-04-01", { recordId: "rec-2", complete: false })))).toEqual([]);
});
