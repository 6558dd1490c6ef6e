import { expect, test } from "vitest";
import { exampleEvent } from "./description/example-event.ts";
import type { EventType } from "./event-catalog.ts";
import { EventRefusal } from "./event-refusal.ts";
import { readEvent } from "./read-event.ts";
import { mutants, MUTATIONS } from "./test-mutations.ts";

const PRODUCER = { id: "exam-platform", orgId: null };
const NOW_MS = Date.parse("2026-11-22T00:00:00Z");

/** Text that is no JSON never becomes an event: the door answers for the batch as a whole. */
function parsed(json: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return null;
  }
}

test("of 10,000 events made wrong in every way none is taken, none ends the process, and each is told what was expected and what to do", () => {
  const wronglyTaken: string[] = [];
  const badlyAnswered: string[] = [];
  const tried = new Set<string>();
  for (const { mutation, json } of mutants(exampleEvent, 10_000, 20_261_122)) {
    tried.add(mutation.replace(/ \([^)]*\)$/, ""));
    const body = parsed(json);
    if (body === null) continue;
    const reading = readEvent(body.value, PRODUCER, NOW_MS);
    if (reading.accepted) {
      wronglyTaken.push(`${mutation}: ${json.slice(0, 300)}`);
      continue;
    }
    const { expected, got, advice } = EventRefusal.parse(reading.refusal);
    if ([expected, got, advice.zh, advice.en].some((words) => words.trim() === "" || words.length > 3000)) badlyAnswered.push(`${mutation}: ${JSON.stringify(reading.refusal)}`);
  }
  expect(wronglyTaken).toEqual([]);
  expect(badlyAnswered).toEqual([]);
  expect([...tried].sort()).toEqual(Object.keys(MUTATIONS).sort());
  expect({}).not.toHaveProperty("polluted");
}, 120_000);

test("a thing that is no data at all is refused and not obeyed", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["data"] = cyclic;
  const trap = new Proxy({}, { ownKeys: () => { throw new Error("trap"); } });
  const strange: unknown[] = [undefined, Symbol("s"), () => 1, 10n, new Date(0), new Map(), Buffer.from("x"), cyclic, trap];
  for (const thing of strange) expect(readEvent(thing, PRODUCER, NOW_MS)).toMatchObject({ accepted: false });
});

test.each([
  ["an end before its beginning", "session.scheduled", { endsAt: "2026-03-16T08:00:00+08:00" }, "data.endsAt"],
  ["a card that ran out before it was issued", "staff.card.issued", { validFrom: "2026-03-16", validTo: "2026-03-15" }, "data.validTo"],
  ["a free day of another year", "calendar.year_loaded", { holidays: ["2025-10-01"] }, "data.holidays.0"],
] as const)("%s is a contradiction and told as one", (_name, type, change, path) => {
  const event = exampleEvent(type);
  expect(readEvent({ ...event, data: { ...event.data, ...change } }, PRODUCER, NOW_MS)).toMatchObject({ accepted: false, refusal: { reason: "conflict", path } });
});

test("a type that is nearly right is answered with the right one", () => {
  const reading = readEvent({ ...exampleEvent("plan.received"), type: "plan.recieved" }, PRODUCER, NOW_MS);
  expect(reading).toMatchObject({ accepted: false, refusal: { reason: "unknown-type", advice: { en: "did you mean plan.received?" } } });
});

test("an evaluator's own system says nothing for the authority, for the platform's eyes or for an external supervisor", () => {
  const producer = { id: "exam-platform", orgId: "xm-port-group" };
  const taken = (type: EventType, change: object = {}) => readEvent({ ...exampleEvent(type), data: { ...exampleEvent(type).data, ...change } }, producer, NOW_MS).accepted;
  expect([taken("plan.received"), taken("supervisor.joined", { side: "internal" })]).toEqual([true, true]);
  expect([taken("plan.approved"), taken("stream.up"), taken("supervisor.joined", { side: "external" }), taken("calendar.corrected")]).toEqual([false, false, false, false]);
});

test("an evaluator's own system retracts what it said itself and nothing else", () => {
  const producer = { id: "exam-platform", orgId: "port" };
  const retract = (source: string) => ({ ...exampleEvent("fact.retracted"), data: { source, eventId: "e-1", orgId: "port", reason: "录错" } });
  expect(readEvent(retract("exam-platform"), producer, NOW_MS)).toMatchObject({ accepted: true });
  expect(readEvent(retract("somebody-else"), producer, NOW_MS)).toMatchObject({ accepted: false, refusal: { reason: "not-allowed", path: "data.source" } });
});
