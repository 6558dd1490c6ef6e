import type { ColumnType, Generated } from "kysely";

/** Row types of the tables in `migrations/`; the schema there says what each row and column is. Columns are camelCase here (CamelCasePlugin). */
export interface Database {
  evaluator: EvaluatorTable;
  room: RoomTable;
  camera: CameraTable;
  examSession: ExamSessionTable;
  stream: StreamTable;
  storedRun: StoredRunTable;
  declaredGap: DeclaredGapTable;
  clockEvent: ClockEventTable;
  linkEvent: LinkEventTable;
  segment: SegmentTable;
  archiveTotal: ArchiveTotalTable;
  signingKey: SigningKeyTable;
  archiveState: ArchiveStateTable;
  signInLink: SignInLinkTable;
  signIn: SignInTable;
  ledgerEntry: LedgerEntryTable;
  ledgerHead: LedgerHeadTable;
  producer: ProducerTable;
  fact: FactTable;
  factDossier: FactDossierTable;
  dossier: DossierTable;
  obligation: ObligationTable;
  finding: FindingTable;
  findingVerdict: FindingVerdictTable;
  announced: AnnouncedTable;
  orgProfile: OrgProfileTable;
  sessionSummary: SessionSummaryTable;
  calendarFeed: CalendarFeedTable;
  projectionMark: ProjectionMarkTable;
}

type CreatedAt = ColumnType<Date, Date | undefined, never>;

export interface EvaluatorTable {
  id: string;
  nameZh: string;
  nameEn: string;
  createdAt: CreatedAt;
}
export interface RoomTable {
  id: string;
  evaluatorId: string;
  nameZh: string;
  nameEn: string;
  createdAt: CreatedAt;
}
export interface CameraTable {
  id: string;
  roomId: string;
  nameZh: string;
  nameEn: string;
  tokenHash: Buffer;
  devicePublicKey: Buffer | null;
  retiredAt: Date | null;
  createdAt: CreatedAt;
}
export interface ExamSessionTable {
  id: string;
  roomId: string;
  titleZh: string;
  titleEn: string;
  startsAt: Date;
  endsAt: Date;
  sessionRef: Generated<string | null>;
  batchRef: Generated<string | null>;
  createdAt: CreatedAt;
}
export interface StreamTable {
  id: Generated<number>;
  cameraId: string;
  role: "main" | "sub";
  epoch: string;
  originUs: number;
  createdAt: CreatedAt;
  ownerNode: string | null;
  ownerUrl: string | null;
  leaseUntil: Date | null;
  connected: Generated<boolean>;
  lastNumber: Generated<number>;
  lastEndUs: number | null;
  lastReceivedAt: Date | null;
  bitsPerSecond: number | null;
  cameraOffsetMs: number | null;
  codecs: string | null;
  width: number | null;
  height: number | null;
  captureState: string | null;
  captureDetail: string | null;
  backlogRecords: number | null;
}
export interface StoredRunTable {
  streamId: number;
  startUs: number;
  endUs: number;
  firstNumber: number;
  lastNumber: number;
  backfilledUs: Generated<number>;
}
export interface DeclaredGapTable {
  streamId: number;
  number: number;
  startUs: number;
  endUs: number;
  cause: string;
  detail: string;
  droppedFragments: Generated<number>;
}
export interface ClockEventTable {
  streamId: number;
  number: number;
  atUs: number;
  clock: "camera" | "capture";
  offsetBeforeMs: number | null;
  offsetAfterMs: number;
}
export interface LinkEventTable {
  id: Generated<number>;
  streamId: number;
  atUs: number;
  connected: boolean;
  reason: string;
}
export interface SegmentTable {
  streamId: number;
  firstNumber: number;
  lastNumber: number;
  startUs: number | null;
  endUs: number | null;
  objectKey: string;
  objectVersion: string;
  sizeBytes: number;
  sha256: Buffer;
  previousHead: Buffer;
  head: Buffer;
  initSha256: Buffer | null;
  codecs: string | null;
  retainUntil: Date;
  legalHold: Generated<boolean>;
  createdAt: CreatedAt;
}
export interface ArchiveTotalTable {
  onlyRow: Generated<boolean>;
  segments: number;
  sizeBytes: number;
}
export interface SigningKeyTable {
  id: string;
  publicKey: Buffer;
  createdAt: CreatedAt;
}
export interface ArchiveStateTable {
  spoolId: string;
  reportedAt: Date;
  storeDescription: string;
  storeAssurance: string | null;
  storeState: "ok" | "unavailable" | "full" | "failing";
  storeDetail: string | null;
  capacityBytes: number | null;
  freeBytes: number | null;
  spoolBytes: number;
  waitingRecords: number;
  oldestWaitingUs: number | null;
}
export interface SignInLinkTable {
  tokenHash: Buffer;
  principalKind: string;
  label: string;
  expiresAt: Date;
  usedAt: Date | null;
}
export interface SignInTable {
  tokenHash: Buffer;
  principalKind: string;
  label: string;
  createdAt: CreatedAt;
  expiresAt: Date;
  revokedAt: Date | null;
}
export interface LedgerEntryTable {
  seq: number;
  atUs: number;
  kind: string;
  subject: string;
  producer: string;
  producerSeq: number | null;
  body: string;
  hash: Buffer;
  eventId: string | null;
}
export interface LedgerHeadTable {
  onlyRow: Generated<boolean>;
  seq: number;
  hash: Buffer;
}
export interface ProducerTable {
  id: string;
  name: string;
  tokenHash: Buffer;
  orgId: string | null;
  system: string | null;
  retiredAt: Date | null;
  createdAt: CreatedAt;
}
export interface FactTable {
  seq: number;
  id: string;
  type: string;
  atUs: number;
  data: unknown;
  retracts: string | null;
}
export interface FactDossierTable {
  dossier: string;
  seq: number;
}
export interface DossierTable {
  key: string;
  newestSeq: number;
  dirtyFromSeq: number | null;
  evaluatedAtMs: number | null;
  reconsiderAtMs: number | null;
  retryAtMs: number | null;
}
export interface ObligationTable {
  key: string;
  dossier: string;
  orgId: string | null;
  ruleId: string;
  rulebookId: string;
  mode: string;
  severity: string;
  nature: string;
  owedBy: string;
  subjectKind: string;
  subjectId: string;
  dueDate: string | null;
  open: boolean;
  stateFrom: number[];
  states: string[];
  overdueFromMs: number | null;
  overdueToMs: number | null;
  provisional: boolean;
  body: string;
}
export interface FindingTable {
  key: string;
  dossier: string;
  orgId: string | null;
  ruleId: string;
  rulebookId: string;
  mode: string;
  severity: string;
  subjectKind: string;
  subjectId: string;
  sinceMs: number;
  clearedMs: number | null;
  body: string;
}
export interface FindingVerdictTable {
  findingKey: string;
  verdict: string;
  reason: string;
  saidBy: string;
  atMs: number;
  seq: number;
}
export interface AnnouncedTable {
  key: string;
  seq: number;
  digest: Buffer;
}
export interface OrgProfileTable {
  id: string;
  name: string | null;
  orgCode: string | null;
  evaluatorType: string | null;
  areaCode: string | null;
  state: string;
  occupations: unknown;
  sites: unknown;
  validFrom: string | null;
  validTo: string | null;
  lastFactMs: number | null;
}
export interface SessionSummaryTable {
  sessionId: string;
  orgId: string | null;
  batchId: string | null;
  day: string | null;
  plannedStartMs: number | null;
  plannedEndMs: number | null;
  startedMs: number | null;
  endedMs: number | null;
  cancelled: boolean;
  test: boolean;
  expected: number | null;
  checkedIn: number;
  present: number;
  onSiteInternal: string;
  remoteInternal: boolean;
  onSiteExternal: boolean;
  remoteExternal: boolean;
}
export interface CalendarFeedTable {
  id: string;
  keyHash: Buffer;
  label: string;
  orgId: string | null;
  asked: Generated<string>;
  createdAt: CreatedAt;
  revokedAt: Date | null;
}
export interface ProjectionMarkTable {
  name: string;
  seq: number;
  rulesDigest: Generated<string>;
  computedAtMs: number | null;
}
