import { z } from "zod";
import { Day } from "../../events/fields.ts";
import { Age, Cursor } from "./age.ts";
import { FindingRow } from "./findings.ts";
import { FactView } from "./sources.ts";

/** `GET /api/v1/session-records/:id`: a session as the ledger tells it, planned beside actual. */

export const SIDES = ["internal", "external"] as const;
export const PRESENCE_MODES = ["on-site", "remote"] as const;

/** Which kinds of supervision a session had; kinds are told apart, never added up. */
export const SessionCoverage = z.object({
  /** whole: an internal supervisor was on site from the start to the end, or until now (XM-101). */
  onSiteInternal: z.enum(["whole", "part", "none"]),
  remoteInternal: z.boolean(),
  onSiteExternal: z.boolean(),
  remoteExternal: z.boolean(),
});
export type SessionCoverage = z.infer<typeof SessionCoverage>;

/** One stay of one supervisor. Internal on site, internal remote, external on site and external remote are never added up (C16). */
export const SupervisorStay = z.object({
  supervisorId: z.string(),
  side: z.enum(SIDES),
  mode: z.enum(PRESENCE_MODES),
  fromMs: z.number(),
  /** null: still there, or nobody said when they left. */
  toMs: z.number().nullable(),
});
export type SupervisorStay = z.infer<typeof SupervisorStay>;

export const SessionRoom = z.object({
  roomId: z.string(),
  name: z.string().nullable(),
  /** Minutes of the session with a live picture, of all its minutes so far; null where nothing said so. */
  liveMinutes: z.number().nullable(),
  sessionMinutes: z.number().nullable(),
});

export const SessionRecord = z.object({
  age: Age,
  sessionId: z.string(),
  orgId: z.string(),
  orgName: z.string().nullable(),
  batchId: z.string().nullable(),
  planned: z.object({ startMs: z.number(), endMs: z.number(), rooms: z.array(z.string()), occupation: z.string().nullable(), level: z.number().nullable(), part: z.string().nullable() }).nullable(),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  test: z.boolean(),
  rooms: z.array(SessionRoom),
  roster: z.array(z.object({ personId: z.string(), role: z.string() })),
  candidates: z.object({ expected: z.number().int().nullable(), checkedIn: z.number().int(), left: z.number().int(), absent: z.number().int(), presentNow: z.number().int().nullable() }),
  checkIns: z.array(z.object({ personId: z.string(), roomId: z.string(), seat: z.string().nullable(), atMs: z.number(), leftAtMs: z.number().nullable() })),
  supervision: z.object({
    stays: z.array(SupervisorStay),
    coverage: SessionCoverage,
    stages: z.array(z.object({ supervisorId: z.string(), stage: z.string(), atMs: z.number() })),
  }),
  findings: z.array(FindingRow),
  timeline: z.array(FactView),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** near: what runs, then what comes next, then what was, the newest first. */
export const SESSION_SORTS = ["near", "-day", "day"] as const;

/** `GET /api/v1/session-records`. */
export const SessionQuery = z.object({
  orgId: z.string().max(64).optional(),
  from: Day.optional(),
  to: Day.optional(),
  /** true: started and not ended. */
  active: z.stringbool({ error: 'expected "true" or "false"' }).optional(),
  sort: z.enum(SESSION_SORTS).default("near"),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  format: z.enum(["json", "csv", "xlsx"]).default("json"),
});
export type SessionQuery = z.infer<typeof SessionQuery>;

export const SessionRow = z.object({
  sessionId: z.string(),
  orgId: z.string(),
  orgName: z.string().nullable(),
  batchId: z.string().nullable(),
  /** Local day of the start, planned where it has not begun. */
  day: z.string().nullable(),
  plannedStartMs: z.number().nullable(),
  plannedEndMs: z.number().nullable(),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  cancelled: z.boolean(),
  test: z.boolean(),
  expected: z.number().int().nullable(),
  checkedIn: z.number().int(),
  coverage: SessionCoverage,
});
export type SessionRow = z.infer<typeof SessionRow>;
export const SessionPage = z.object({ age: Age, rows: z.array(SessionRow), next: Cursor.nullable() });
export type SessionPage = z.infer<typeof SessionPage>;
