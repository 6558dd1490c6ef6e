import { expect, test } from "vitest";
import type { ArchiveFacts } from "../../shared/node/database/archive-queries.ts";
import { storageFacts } from "./storage-facts.ts";

const NOW_US = 1_795_000_000_000_000;
const own = { nowUs: NOW_US, spoolLimitBytes: 1000, ownSpoolBytes: 7 };
const nothing: ArchiveFacts = {
  reportedAt: null,
  archivedBytes: 0,
  archivedSegments: 0,
  lastHourBytes: 0,
  firstSegmentAt: null,
  spoolBytes: null,
  oldestWaitingUs: null,
  spools: [],
};
const spool = {
  spoolId: "n1",
  reportedAt: new Date(NOW_US / 1000),
  storeDescription: "local",
  storeAssurance: null,
  storeState: "ok" as const,
  storeDetail: null,
  capacityBytes: 1e9,
  freeBytes: 864_000_000,
  spoolBytes: 40,
  waitingRecords: 1,
  oldestWaitingUs: null,
};

test("before any archive worker reported, unknown sizes are null and not zero", () => {
  expect(storageFacts(nothing, own)).toMatchObject({ capacityBytes: null, freeBytes: null, daysLeft: null, archiveLagSeconds: null, spoolBytes: 7 });
});

test("days left are reckoned from the last hour's rate once an hour was seen", () => {
  const archive = { ...nothing, spools: [spool], spoolBytes: 40, lastHourBytes: 36_000_000 };
  const hourAgo = new Date(NOW_US / 1000 - 3_600_000);
  expect(storageFacts({ ...archive, firstSegmentAt: hourAgo }, own).daysLeft).toBeCloseTo(1);
  expect(storageFacts({ ...archive, firstSegmentAt: new Date(NOW_US / 1000 - 60_000) }, own).daysLeft).toBeNull();
});

test("archive lag is the age of the oldest record that waits", () => {
  expect(storageFacts({ ...nothing, oldestWaitingUs: NOW_US - 12_000_000 }, own).archiveLagSeconds).toBe(12);
});
