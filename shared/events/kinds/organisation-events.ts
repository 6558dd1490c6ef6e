import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { AreaCode, ByOccupation, Count, Day, DocumentId, EvaluatorType, FilingId, Name, OccupationLevels, OrgId, SiteId, Text, Url, decidedBy } from "../fields.ts";

const kind = kindsOf("organisation");
const org = { orgId: OrgId };
const filing = { ...org, filingId: FilingId };

export const Site = z.strictObject({ siteId: SiteId, name: Name.optional(), areaCode: AreaCode.optional(), areaM2: z.number().min(0).optional(), workstations: Count.optional(),
  /** Parts of the premises it serves (XM-070). */
  uses: z.array(z.enum(["office", "theory", "practical"])).max(3).optional(),
  /** Whose it is where not the evaluator's own; a lease that was shown makes it a rented venue (ORG-06). */
  ownerId: OrgId.optional(),
  rented: z.boolean().optional(),
});

/** What ORG-07 measures; a number that was not given is unknown, never 0. */
export const Capacity = z.strictObject({
  managers: Count.optional(),
  insured: Count.optional(),
  examinersByOccupation: ByOccupation.optional(),
  workstationsByOccupation: ByOccupation.optional(),
  occupationHeadcount: ByOccupation.optional(),
  applicantsByOccupation: ByOccupation.optional(),
  areaM2: z.number().min(0).optional(),
  yearsActive: z.number().min(0).optional(),
  personTimes: Count.optional(),
  /** Percent of person-times that took part in evaluations (A44). */
  participantPercent: z.number().min(0).max(100).optional(),
});

export const ORGANISATION_EVENTS = {
  "org.filing.submitted": kind("提交备案申请", "application submitted", z.strictObject({
    ...filing,
    name: Name,
    evaluatorType: EvaluatorType,
    areaCode: AreaCode,
    occupations: z.array(OccupationLevels).min(1).max(200),
    sites: z.array(Site).max(200),
    docs: z.array(z.strictObject({ docId: DocumentId, title: Name })).max(100),
    capacity: Capacity.optional(),
    /** Main business (XM-064) and the whole scope (SZ-002) are two fields (C14). */
    mainBusiness: z.array(Name).max(20).optional(),
    businessScope: z.array(Name).max(100).optional(),
    /** Filed with the province, seated elsewhere (XM-021). */
    provinceFiled: z.boolean().optional(),
    sectorBranch: z.boolean().optional(),
  }), ["occupation"]),
  "org.filing.accepted": kind("受理备案", "application accepted", z.strictObject({ ...filing, decidedBy })),
  "org.filing.refused": kind("不予受理", "application refused", z.strictObject({ ...filing, reason: Text, decidedBy })),
  "org.assessed": kind("技术评估结束", "assessment finished", z.strictObject({ ...filing, passed: z.boolean(), capacity: Capacity.optional(), decidedBy })),
  "org.publicity.posted": kind("评估结果公示", "assessment result posted", z.strictObject({ ...filing, url: Url.optional(), decidedBy })),
  "org.publicity.closed": kind("公示结束", "publicity closed", z.strictObject({ ...filing, decidedBy })),
  "org.listed": kind("列入目录", "listed", z.strictObject({
    ...org,
    orgCode: z.string().min(1).max(40),
    evaluatorType: EvaluatorType,
    areaCode: AreaCode,
    occupations: z.array(OccupationLevels).min(1).max(200),
    sites: z.array(SiteId).max(200).optional(),
    /** Areas in which it may evaluate (LN-026); nothing = its own. */
    territory: z.array(AreaCode).max(50).optional(),
    validFrom: Day,
    /** Wins over the computed end (A38). */
    validTo: Day.optional(),
    decidedBy,
  }), ["occupation"]),
  "org.scope.changed": kind("备案范围变更", "filed scope changed", z.strictObject({ ...org, areaCode: AreaCode, evaluatorType: EvaluatorType, occupations: z.array(OccupationLevels).min(1).max(200), /** No longer filed; so that the occupation's own dossier learns it. */ removed: z.array(OccupationLevels).max(200).optional(), sites: z.array(SiteId).max(200).optional(), validFrom: Day }), ["occupation"]),
  "org.headcount.reported": kind("上报用人规模", "headcount reported", z.strictObject({ ...org, total: Count.optional(), insured: Count.optional(), dispatched: Count.optional(), byOccupation: ByOccupation.optional(), asOf: Day })),
  "org.workforce.reported": kind("上报用工名册", "workforce register reported", z.strictObject({ ...org, personIds: z.array(z.string().min(1).max(64)).max(50_000), asOf: Day })),
  "site.assessed": kind("场所技术评估", "site assessed", z.strictObject({ ...org, siteId: SiteId, passedOn: Day })),
  "org.annual_report.received": kind("收到年度报告", "annual report received", z.strictObject({ ...org, year: z.number().int().min(2000).max(2100) })),
  "org.fee_table.published": kind("公布收费标准", "fee table published", z.strictObject({ ...org, url: Url.optional() })),
  "org.advert.reported": kind("发现宣传内容", "advertising reported", z.strictObject({ ...org, wording: Text, usesLogo: z.boolean().optional(), /** The words stand in a rule that is quoted. */ quotesRule: z.boolean().optional(), url: Url.optional() })),
  "org.suspended": kind("暂停认定", "suspended", z.strictObject({ ...org, reason: Text, decidedBy })),
  "org.resumed": kind("恢复认定", "resumed", z.strictObject({ ...org, reason: Text, decidedBy })),
  "org.stopped": kind("立即停止评价", "stopped", z.strictObject({ ...org, reason: Text, decidedBy })),
  "org.delisted": kind("移出目录", "delisted", z.strictObject({ ...org, areaCode: AreaCode, reason: Text, /** Those struck off; none named = all. */ occupations: z.array(OccupationLevels).max(200).optional(), /** All of them, named so that each occupation's own dossier learns it. */ entirely: z.boolean().optional(), decidedBy }), ["occupation"]),
  "org.sanction.decided": kind("作出处理决定", "sanction decided", z.strictObject({
    ...org,
    areaCode: AreaCode,
    sanction: z.enum(["cancelled", "warned", "rectify"]),
    ground: z.enum(["inactivity", "conditions-lost", "cheating", "fabrication", "other"]),
    decidedOn: Day,
    /** The due date of a rectification, entered per case (D47). */
    rectifyBy: Day.optional(),
    decidedBy,
  })),
  "org.rule_published": kind("外部通知印发", "notice issued", z.strictObject({ areaCode: AreaCode, noticeId: DocumentId, issuedOn: Day, title: Name.optional() }), ["area"]),
} as const;
