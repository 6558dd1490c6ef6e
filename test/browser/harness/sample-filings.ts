import { addDays, localDateOfMs } from "../../../shared/calendar/local-date.ts";
import type { WallFilings } from "../../../shared/protocol/wall.ts";

const WORST = [
  ["luling-college", "认定实施计划报备（开考前 15 个工作日）", 12],
  ["qiming-training", "成绩公示结束后上报", 6],
  ["hailan-port", "年度报告", 2],
] as const;

/** What the ledger would say of the demo city on a busy day, with holes where nothing was known. */
export function sampleFilings(nowUs: number): WallFilings {
  const today = localDateOfMs(nowUs / 1000);
  const coverage = { sessions: 14, onSiteInternalWhole: 9, onSiteInternalPart: 3, remoteInternal: 2, onSiteExternal: 1, remoteExternal: 6, none: 1 };
  return {
    today,
    sessions: { active: 7, plannedToday: 14, candidatesPresent: 286, candidatesExpected: 301, expectedOfSessions: 6 },
    filings: {
      overdue: 11,
      dueToday: 2,
      dueSoon: 9,
      authorityOverdue: 3,
      worst: WORST.map(([orgId, titleZh, daysOver], index) => ({ key: `k${index}`, orgId, orgName: null, ruleId: "D01", titleZh, titleEn: "Plan filed 15 working days ahead", dueDate: addDays(today, -daysOver), daysOver })),
    },
    coverageToday: coverage,
    coverage30Days: { sessions: 212, onSiteInternalWhole: 171, onSiteInternalPart: 22, remoteInternal: 31, onSiteExternal: 12, remoteExternal: 88, none: 9 },
    days: Array.from({ length: 90 }, (_, index) => {
      const quiet = index % 7 > 4 || (index > 40 && index < 46);
      return {
        date: addDays(today, index - 89),
        overdue: 6 + Math.round(4 * Math.sin(index / 9)),
        sessions: quiet ? 0 : 9,
        onSiteInternalShare: quiet ? null : 0.8 + 0.15 * Math.sin(index / 5),
        remoteExternalShare: quiet ? null : 0.4 + 0.1 * Math.cos(index / 7),
      };
    }),
  };
}
