import { addDays } from "../../../shared/calendar/local-date.ts";
import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import type { HistoryEvaluator } from "./history-city.ts";
import { Story, workday } from "./story.ts";

/** How an evaluator came onto the list, what it has, and its yearly duties. */
export function foundingEvents(evaluator: HistoryEvaluator, index: number): CloudEvent[] {
  const story = new Story(100 + index);
  tellFiling(story, evaluator);
  tellMeans(story, evaluator);
  tellYears(story, evaluator);
  return story.events;
}

function tellFiling(story: Story, { orgId, name, type: evaluatorType, areaCode, occupation, level, siteId, listedOn, insured, headcount }: HistoryEvaluator): void {
  const submitted = workday(listedOn, -22);
  const occupations = [{ occupation, levels: level < 5 ? [level, level + 1] : [level] }];
  const filingId = `${orgId}-filing`;
  story.tell("org.filing.submitted", submitted, "10:20", {
    orgId,
    filingId,
    name,
    evaluatorType,
    areaCode,
    occupations,
    sites: [{ siteId, areaCode, areaM2: 620, workstations: 24 }],
    docs: [{ docId: `${orgId}-charter`, title: "评价管理制度" }],
    mainBusiness: evaluatorType === "E" ? ["生产制造"] : ["职业教育"],
    businessScope: evaluatorType === "E" ? ["生产制造", "技术服务"] : ["职业教育"],
    capacity: {
      managers: 4,
      insured,
      examinersByOccupation: { [occupation]: 5 },
      workstationsByOccupation: { [occupation]: 24 },
      occupationHeadcount: { [occupation]: headcount },
      ...(evaluatorType === "T" ? { areaM2: 620, yearsActive: 9, personTimes: 14_200, participantPercent: 41 } : {}),
    },
  });
  story.tell("org.filing.accepted", workday(submitted, 6), "15:10", { orgId, filingId });
  story.tell("org.assessed", workday(submitted, 12), "16:40", { orgId, filingId, passed: true });
  story.tell("org.publicity.posted", workday(submitted, 14), "09:00", { orgId, filingId });
  story.tell("org.publicity.closed", workday(submitted, 20), "09:00", { orgId, filingId });
  story.tell("org.listed", listedOn, "09:30", { orgId, orgCode: orgId.toUpperCase().slice(0, 12), evaluatorType, areaCode, occupations, sites: [siteId], territory: [areaCode], validFrom: listedOn });
}

function tellMeans(story: Story, { orgId, occupation, level, siteId, listedOn, insured, headcount, habit }: HistoryEvaluator): void {
  const day = workday(listedOn, 2);
  story.tell("site.assessed", day, "09:00", { orgId, siteId, passedOn: workday(listedOn, -10) });
  story.tell("org.headcount.reported", day, "09:05", { orgId, total: insured + 20, insured, dispatched: 20, byOccupation: { [occupation]: headcount }, asOf: day });
  if (habit !== "short-publicity") story.tell("org.fee_table.published", day, "09:10", { orgId });
  const poorBank = habit === "careless-papers";
  for (const of of level < 5 ? [level, level + 1] : [level]) {
    story.tell("bank.registered", day, "09:20", { orgId, occupation, level: of, theoryItems: poorBank ? 860 : 1400, theorySets: poorBank ? 6 : 14, practicalSets: poorBank ? 8 : 12, version: "2025.1" });
  }
  story.tell("norm.filed", day, "09:30", { orgId, occupation, standardRef: `国家职业标准 ${occupation}`, kind: "national", filed: true, version: "2023", levels: [level], parts: ["theory", "practical"] });
  for (const number of [1, 2, 3, 4]) story.tell("staff.card.issued", day, "10:00", { orgId, personId: `${orgId}-ex${number}`, role: "examiner", occupation, validFrom: day });
  story.tell("staff.card.issued", day, "10:05", { orgId, personId: `${orgId}-nd`, role: "internal-supervisor", validFrom: day });
  story.tell("supervisor.appointed", day, "10:06", { supervisorId: `${orgId}-nd`, areaCode: "350200", side: "internal", orgId, cardNumber: `ND-${orgId}`, appointedOn: day });
}

/** The last year before the story's batches; later visits are told with the batches they were paid to. */
const LAST_YEAR_BEFORE = 2025;

function tellYears(story: Story, { orgId, type, habit, listedOn, missingReports = [] }: HistoryEvaluator): void {
  for (let year = Number(listedOn.slice(0, 4)); year <= LAST_YEAR_BEFORE; year += 1) {
    const missed = habit === "results-missing" && year === LAST_YEAR_BEFORE;
    if (type === "E" && !missed) story.tell("supervision.record.submitted", `${year}-12-2${year % 9}`, "15:00", { recordId: `${orgId}-check-${year}`, orgId, supervisorId: "wd-lin", side: "external", form: "after-check", mode: "on-site", complete: true });
  }
  for (let year = Number(listedOn.slice(0, 4)); year < 2040; year += 1) {
    if (!missingReports.includes(year)) story.tell("org.annual_report.received", `${year}-12-1${year % 9}`, "14:30", { orgId, year });
    story.tell("training.held", `${year}-06-1${year % 9}`, "09:00", { orgId, year, heldOn: `${year}-06-1${year % 9}`, planned: true });
    if (year > Number(listedOn.slice(0, 4))) story.tell("org.headcount.reported", addDays(`${year}-01-01`, 19), "10:00", { orgId, total: 400, insured: 380, dispatched: 20, asOf: `${year}-01-01` });
  }
}
