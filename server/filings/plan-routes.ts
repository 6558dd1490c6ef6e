import { z } from "zod";
import { inOrder, type Fact } from "../../shared/events/fact.ts";
import { PLAN_PARTS } from "../../shared/events/kinds/exam-events.ts";
import { stateOfThing } from "../../shared/lives/state-of-thing.ts";
import { archiveFacts } from "../../shared/node/database/archive-queries.ts";
import { PlanDetail } from "../../shared/protocol/filings/plans.ts";
import { batchKey } from "../../shared/records/page-keys.ts";
import { planChanges } from "../../shared/records/plan-changes.ts";
import { batchesOf, type Batch } from "../../shared/rules/history/batches.ts";
import { ofTypes } from "../../shared/rules/history/facts-by-type.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { asFact, factsUnder, factView, type StoredFact } from "./fact-queries.ts";
import { askedAt, type FilingsParts } from "./filings-parts.ts";
import { listFindings } from "./finding-queries.ts";
import { findingView } from "./finding-view.ts";
import { obligationsAbout } from "./obligation-queries.ts";
import { obligationView } from "./obligation-view.ts";
import { oneOrg } from "./org-queries.ts";
import { registeredRooms } from "./session-queries.ts";

const config = { capability: "filings.read" } as const;
const params = z.object({ batchId: z.string().min(1).max(64) });
const FACTS_OF_PAGE = 10_000;
const TIMELINE_OF_PAGE = 500;
const VERSIONS: ReadonlySet<string> = new Set(["plan.received", "plan.amended"]);

/** A batch's plan: its versions and what they changed, what is owed, and whether its rooms are ready. */
export function planRoutes(app: HttpApp, parts: FilingsParts): void {
  const { db } = parts;
  app.get("/api/v1/plans/:batchId", { config, schema: { params, response: { 200: PlanDetail } } }, async ({ params: { batchId } }) => {
    const stored = await factsUnder(db, batchKey(batchId), FACTS_OF_PAGE);
    const facts = inOrder(stored.map(asFact));
    const batch = batchesOf(facts).get(batchId);
    const orgId = facts.map(({ data }) => ("orgId" in data ? data.orgId : undefined)).find((id) => typeof id === "string");
    if (batch === undefined || orgId === undefined) throw new ApiError("not-found", `no plan of a batch ${batchId} in the ledger's facts`);
    const asked = await askedAt(parts);
    const [age, org, obligations, findings, readiness] = await Promise.all([
      readAge(db, asked.askedAtMs),
      oneOrg(db, orgId, asked.askedAtMs),
      obligationsAbout(db, "batch", batchId, orgId, asked.askedAtMs),
      listFindings(db, { filter: { orgId, subjectKind: "batch", subjectId: batchId }, sort: "-since", after: null, limit: 200 }),
      readinessOf(parts, batch),
    ]);
    const standing = stored.filter(({ retracted }) => !retracted);
    return {
      age,
      batchId,
      orgId,
      orgName: org?.name ?? null,
      state: PlanDetail.shape.state.parse(stateOfThing("plan", facts).state),
      resultsState: stateOfThing("results", facts).state,
      openObjection: openObjection(facts),
      startDate: batch.startDate,
      versions: versionsOf(standing),
      missingParts: missingParts(batch),
      readiness,
      obligations: obligations.map((row) => obligationView(row, asked)),
      findings: findings.map(findingView),
      timeline: stored.filter(({ type }) => !VERSIONS.has(type) && !type.startsWith("candidate.")).slice(0, TIMELINE_OF_PAGE).map(factView),
    };
  });
}

function openObjection(facts: readonly Fact[]): string | null {
  const resolved = new Set(ofTypes(facts, ["objection.resolved"]).map(({ data }) => data.objectionId));
  return ofTypes(facts, ["objection.raised"]).find(({ data }) => !resolved.has(data.objectionId))?.data.objectionId ?? null;
}

function versionsOf(stored: readonly StoredFact[]): PlanDetail["versions"] {
  const versions = stored.filter(({ type }) => VERSIONS.has(type)).map(factView);
  return versions.map((fact, index) => {
    const before = versions[index - 1];
    return { fact, changes: before === undefined ? [] : planChanges(before.data, fact.data) };
  });
}

function missingParts(batch: Batch): string[] {
  const plan = batch.versions.at(-1)?.plan;
  if (plan === undefined) return [...PLAN_PARTS];
  const given = new Set<string>(plan.attached ?? []);
  return PLAN_PARTS.filter((part) => !given.has(part));
}

async function readinessOf({ db }: FilingsParts, batch: Batch): Promise<PlanDetail["readiness"]> {
  const ids = [...new Set(batch.sessions.flatMap(({ rooms }) => rooms))];
  const [known, archive, trials] = await Promise.all([registeredRooms(db, ids), archiveFacts(db), trialPushes({ db }, batch)]);
  const byId = new Map(known.map((room) => [room.id, room]));
  const free = archive.spools.map(({ freeBytes }) => freeBytes).filter((bytes) => bytes !== null);
  const freeBytes = free.length === 0 ? null : Math.max(...free);
  const perDay = archive.lastHourBytes * 24;
  return {
    rooms: ids.map((roomId) => ({
      roomId,
      name: byId.get(roomId)?.nameZh ?? null,
      camerasRegistered: byId.get(roomId)?.cameras ?? 0,
      camerasStreaming: byId.get(roomId)?.streaming ?? 0,
      trialPushes: trials.get(roomId) ?? 0,
    })),
    storageFreeBytes: freeBytes,
    storageDaysLeft: freeBytes === null || perDay === 0 ? null : freeBytes / perDay,
  };
}

/** Cameras that announced a test push in the batch's sessions, by room. */
async function trialPushes({ db }: Pick<FilingsParts, "db">, batch: Batch): Promise<Map<string, number>> {
  const facts = (await Promise.all(batch.sessions.slice(0, 50).map(({ sessionId }) => factsUnder(db, `session:${sessionId}`, FACTS_OF_PAGE)))).flat().map(asFact);
  const pushes = ofTypes(facts, ["stream.registered"]).filter(({ data }) => data.test === true);
  return new Map([...Map.groupBy(pushes, ({ data }) => data.roomId)].map(([roomId, found]) => [roomId, new Set(found.map(({ data }) => data.cameraId)).size]));
}
