import { z } from "zod";
import { CameraId, EvaluatorId, RoomId, StreamRole } from "../domain/ids.ts";
import { GapCause } from "../domain/gap-cause.ts";
import { LiveState } from "./live.ts";

/**
 * The wall: `GET /api/v1/wall` gives a snapshot with `seq`; Socket.IO namespace
 * `/wall` sends deltas numbered seq+1, seq+2 … at most once a second. A page
 * that sees a hole, or another `boot`, fetches the snapshot again.
 */
export const WALL_NAMESPACE = "/wall";

/** `late`: records arrive but are older than LATE_AFTER_MS; `lost`: nothing for LOST_AFTER_MS. */
export const ROOM_STATES = ["live", "late", "lost", "idle"] as const;

export const WallStream = z.object({
  role: StreamRole,
  state: LiveState,
  /** UTC µs of the newest durable sample; null = never. */
  lastFrameUs: z.number().int().nullable(),
  codecs: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  bitsPerSecond: z.number().nullable(),
  /** camera clock minus capture clock, null = unknown */
  cameraOffsetMs: z.number().nullable(),
  /** Records waiting at the edge as capture last said; null = unknown. */
  backlogRecords: z.number().int().nullable(),
  detail: z.string().nullable(),
});

export const WallCamera = z.object({ id: CameraId, nameZh: z.string(), nameEn: z.string(), streams: z.array(WallStream) });

export const WallRoom = z.object({
  id: RoomId,
  evaluatorId: EvaluatorId,
  nameZh: z.string(),
  nameEn: z.string(),
  state: z.enum(ROOM_STATES),
  cameras: z.array(WallCamera),
});
export type WallRoom = z.infer<typeof WallRoom>;

export const WallGap = z.object({
  cameraId: CameraId,
  startUs: z.number().int(),
  endUs: z.number().int(),
  cause: GapCause,
  detail: z.string().nullable(),
  /** true while it is still growing */
  open: z.boolean(),
});
export type WallGap = z.infer<typeof WallGap>;

/** Expected against stored over a window; `expected = stored + gaps` always (P2). */
export const WallCompleteness = z.object({
  windowFromUs: z.number().int(),
  windowToUs: z.number().int(),
  expectedSeconds: z.number(),
  storedSeconds: z.number(),
  gapSeconds: z.number(),
  backfilledSeconds: z.number(),
  gapCount: z.number().int(),
  longestGapSeconds: z.number(),
});

export const WallStorage = z.object({
  /** null where the store cannot say */
  capacityBytes: z.number().nullable(),
  freeBytes: z.number().nullable(),
  archivedBytes: z.number(),
  spoolBytes: z.number(),
  spoolLimitBytes: z.number(),
  /** At the mean rate of the last hour; null until an hour, or a free size, is known. */
  daysLeft: z.number().nullable(),
  /** Oldest record not yet archived, seconds; null = nothing waits. */
  archiveLagSeconds: z.number().nullable(),
});

/** Supervision of started sessions, by kind. A session may stand under several; kinds are never added up (C16). */
export const WallCoverage = z.object({
  sessions: z.number().int(),
  /** Internal supervisor on site for the whole session, or so far. */
  onSiteInternalWhole: z.number().int(),
  onSiteInternalPart: z.number().int(),
  remoteInternal: z.number().int(),
  onSiteExternal: z.number().int(),
  remoteExternal: z.number().int(),
  /** Nobody of any kind. */
  none: z.number().int(),
});
export type WallCoverage = z.infer<typeof WallCoverage>;

/** One local day. What was not known stays null: a line ends there, it does not fall to 0 (P15). */
export const WallDayPoint = z.object({
  date: z.string(),
  /** Filings that were past due at the end of that day, as far as is known today; today: now. */
  overdue: z.number().int(),
  /** Sessions that began that day. */
  sessions: z.number().int(),
  /** Share of them with an internal supervisor on site for the whole session; null without sessions. */
  onSiteInternalShare: z.number().nullable(),
  /** Share of them that an external supervisor watched remotely; null without sessions. */
  remoteExternalShare: z.number().nullable(),
});
export type WallDayPoint = z.infer<typeof WallDayPoint>;

/** How far the rules have read the ledger; a part of its own, because it changes every second. */
export const WallFilingsAge = z.object({
  entry: z.number().int(),
  ledgerEntry: z.number().int(),
  /** UTC ms of the last moment at which every entry read was computed. */
  computedAtMs: z.number().nullable(),
});
export type WallFilingsAge = z.infer<typeof WallFilingsAge>;

/** What the ledger says: sessions, filings, supervision. Computed by workers, so older than `atUs` by what `filingsAge` tells. */
export const WallFilings = z.object({
  /** Local date that "today" means here. */
  today: z.string(),
  sessions: z.object({
    /** Started, not ended. */
    active: z.number().int(),
    plannedToday: z.number().int(),
    candidatesPresent: z.number().int(),
    /** Of the active sessions whose plan said how many; null where none did. */
    candidatesExpected: z.number().int().nullable(),
    /** How many of the active sessions said it. */
    expectedOfSessions: z.number().int(),
  }),
  /** Overdue only counts in-force breaches that evaluators owe, open and past due (T9). */
  filings: z.object({
    overdue: z.number().int(),
    dueToday: z.number().int(),
    dueSoon: z.number().int(),
    /** The same, owed by the authority itself: a list of its own. */
    authorityOverdue: z.number().int(),
    /** Most overdue first, at most 8. */
    worst: z.array(z.object({ key: z.string(), orgId: z.string().nullable(), orgName: z.string().nullable(), ruleId: z.string(), titleZh: z.string(), titleEn: z.string(), dueDate: z.string(), daysOver: z.number().int() })),
  }),
  coverageToday: WallCoverage,
  /** The last 30 days, today included. */
  coverage30Days: WallCoverage,
  /** Oldest first, at most 90. */
  days: z.array(WallDayPoint),
});
export type WallFilings = z.infer<typeof WallFilings>;

export const WallSnapshot = z.object({
  /** Changes when the answering server process does. */
  boot: z.string(),
  seq: z.number().int(),
  /** Server time of the facts below, UTC µs. */
  atUs: z.number().int(),
  evaluators: z.array(z.object({ id: EvaluatorId, nameZh: z.string(), nameEn: z.string() })),
  rooms: z.array(WallRoom),
  completeness: WallCompleteness,
  /** Newest first, at most 50; `gapsTotal` counts all in the window. */
  gaps: z.array(WallGap),
  gapsTotal: z.number().int(),
  storage: WallStorage,
  /** null until it was read for the first time. */
  filings: WallFilings.nullable(),
  filingsAge: WallFilingsAge.nullable(),
});
export type WallSnapshot = z.infer<typeof WallSnapshot>;

/** Whole parts that changed; absent = unchanged. Rooms are replaced by id, `roomsGone` are removed. */
export const WallDelta = z.object({
  boot: z.string(),
  seq: z.number().int(),
  atUs: z.number().int(),
  rooms: z.array(WallRoom).optional(),
  roomsGone: z.array(RoomId).optional(),
  evaluators: WallSnapshot.shape.evaluators.optional(),
  completeness: WallCompleteness.optional(),
  gaps: z.array(WallGap).optional(),
  gapsTotal: z.number().int().optional(),
  storage: WallStorage.optional(),
  filings: WallFilings.optional(),
  filingsAge: WallFilingsAge.optional(),
});
export type WallDelta = z.infer<typeof WallDelta>;

export interface WallToPage {
  delta: (delta: WallDelta) => void;
  /** The server dropped deltas for this page (it was too slow): fetch the snapshot again. */
  resync: (reason: { message: string }) => void;
}
