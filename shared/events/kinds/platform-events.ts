import { z } from "zod";
import { kindsOf } from "../define-kind.ts";
import { AreaCode, Day, Name, OrgId, Text } from "../fields.ts";

const kind = kindsOf("platform");

/** What people decide on this platform about facts and rules. */
export const PLATFORM_EVENTS = {
  /** A correction is a new entry that names the old one (P7); the named event no longer counts. */
  "fact.retracted": kind("更正：撤销一条记录", "an event retracted", z.strictObject({ source: Name, eventId: z.string().min(1).max(128), orgId: OrgId.optional(), reason: Text })),
  "finding.judged": kind("核查结论", "finding judged", z.strictObject({ findingKey: z.string().min(1).max(300), orgId: OrgId.optional(), verdict: z.enum(["confirmed", "false-alarm", "needs-more"]), reason: Text, by: Name })),
  "calendar.corrected": kind("调整工作日", "working day corrected", z.strictObject({ date: Day, workday: z.boolean(), source: Text })),
  "calendar.year_loaded": kind("载入年度安排", "a year's schedule loaded", z.strictObject({ year: z.number().int().min(1993).max(2099), holidays: z.array(Day).max(200), makeupWorkdays: z.array(Day).max(60), source: Text })),
  "rule.setting_changed": kind("调整规则设置", "rule setting changed", z.strictObject({ areaCode: AreaCode, setting: Name, value: z.union([z.string().max(100), z.number(), z.boolean()]), reason: Text })),
  "outbound.sent": kind("已上传外部系统", "sent to another system", z.strictObject({ system: Name, orgId: OrgId.optional(), thing: Name, state: z.enum(["uploaded", "receipt", "withdrawn"]), receiptId: Name.optional() })),
} as const;
