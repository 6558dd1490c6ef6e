import { z } from "zod";
import { Age } from "./age.ts";
import { FindingRow } from "./findings.ts";
import { ObligationRow } from "./obligations.ts";
import { FactView } from "./sources.ts";

/** `GET /api/v1/plans/:batchId`: a plan, its versions, what an amendment changed, and whether its rooms are ready. */

/** The plan's states in the table of lives. */
export const PLAN_STATES = ["none", "announced", "received", "returned", "approved", "amended", "held", "cancelled"] as const;

/** One field that differs; lists are compared by their members, sessions by their id. */
export const PlanChange = z.object({
  /** "startDate", "invigilators", "sessions/s-1/startsAt". */
  path: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});
export type PlanChange = z.infer<typeof PlanChange>;

export const PlanVersion = z.object({
  fact: FactView,
  /** Against the version before; empty for the first. */
  changes: z.array(PlanChange),
});

export const RoomReadiness = z.object({
  roomId: z.string(),
  /** null: the room is in no registry of this platform. */
  name: z.string().nullable(),
  camerasRegistered: z.number().int(),
  camerasStreaming: z.number().int(),
  /** Trial pushes that were announced as such (stream.registered with test). */
  trialPushes: z.number().int(),
});

export const PlanDetail = z.object({
  age: Age,
  batchId: z.string(),
  orgId: z.string(),
  orgName: z.string().nullable(),
  state: z.enum(PLAN_STATES),
  /** Of the batch's results, in the table of lives. */
  resultsState: z.string(),
  /** The id of one objection that waits for its answer. */
  openObjection: z.string().nullable(),
  startDate: z.string().nullable(),
  /** Oldest first. */
  versions: z.array(PlanVersion),
  /** Parts of XM-099 that the newest version does not hold. */
  missingParts: z.array(z.string()),
  readiness: z.object({
    rooms: z.array(RoomReadiness),
    /** Days of footage that still fit; null where unknown. */
    storageDaysLeft: z.number().nullable(),
    storageFreeBytes: z.number().nullable(),
  }),
  obligations: z.array(ObligationRow),
  findings: z.array(FindingRow),
  /** Everything else that was said about the batch itself, oldest first. */
  timeline: z.array(FactView),
});
export type PlanDetail = z.infer<typeof PlanDetail>;
