import { expect, test } from "vitest";
import { planChanges } from "./plan-changes.ts";

const session = { sessionId: "s-1", startsAt: "2026-03-16T09:00:00+08:00", rooms: ["r1", "r2"], level: 4 };

test("an amendment is told field by field: moved sessions, people who went and came, sessions that are new or gone", () => {
  const before = { orgId: "o", batchId: "b", startDate: "2026-03-16", sessions: [session, { ...session, sessionId: "s-2" }], invigilators: ["p1", "p2"] };
  const after = { orgId: "o", batchId: "b", startDate: "2026-03-17", sessions: [{ ...session, startsAt: "2026-03-17T09:00:00+08:00", rooms: ["r2", "r1"] }, { ...session, sessionId: "s-3" }], invigilators: ["p2", "p3"], reason: "hall" };
  expect(planChanges(before, after)).toEqual([
    { path: "invigilators", before: ["p1"], after: ["p3"] },
    { path: "startDate", before: "2026-03-16", after: "2026-03-17" },
    { path: "sessions/s-1/startsAt", before: "2026-03-16T09:00:00+08:00", after: "2026-03-17T09:00:00+08:00" },
    { path: "sessions/s-2", before: { ...session, sessionId: "s-2" }, after: null },
    { path: "sessions/s-3", before: null, after: { ...session, sessionId: "s-3" } },
  ]);
});

test("a plan that says the same has no changes", () => {
  const plan = { orgId: "o", startDate: "2026-03-16", sessions: [session] };
  expect(planChanges(plan, { ...plan, reason: "again" })).toEqual([]);
});
