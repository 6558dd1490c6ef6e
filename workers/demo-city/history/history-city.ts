import type { EvaluatorType } from "../../../shared/events/fields.ts";

/** What an evaluator of the story is inclined to do; each habit makes true one kind of entry on the lists. */
export type Habit =
  | "exact"
  | "plan-missing" // every seventh batch has no plan
  | "plan-between-lines" // a school that files between the 15- and the 10-day line
  | "plan-late"
  | "unapproved" // every ninth batch starts before its approval
  | "results-missing" // every fifth batch is never reported
  | "results-late"
  | "short-publicity"
  | "poor-line" // streams come late and break
  | "careless-papers"
  | "loose-certificates"
  | "remote-supervision"; // the 内督 watches from afar where the rule wants presence

export interface HistoryEvaluator {
  orgId: string;
  name: string;
  type: EvaluatorType;
  areaCode: string;
  occupation: string;
  level: number;
  siteId: string;
  rooms: readonly string[];
  habit: Habit;
  /** Weeks from one batch to the next; 0 = holds none any more. */
  everyWeeks: number;
  listedOn: string;
  insured: number;
  headcount: number;
  /** Annual reports that never came. */
  missingReports?: readonly number[];
}

const XIAMEN = "350200";

/** Invented names. The first three are the evaluators whose rooms stream. */
export const HISTORY_EVALUATORS: readonly HistoryEvaluator[] = [
  { orgId: "hailan-port", name: "海岚港口机械有限公司", type: "E", areaCode: XIAMEN, occupation: "电工", level: 3, siteId: "hailan-campus", rooms: ["hailan-workshop", "hailan-theory"], habit: "exact", everyWeeks: 3, listedOn: "2024-11-18", insured: 860, headcount: 240 },
  { orgId: "luling-college", name: "鹭岭技师学院", type: "S", areaCode: XIAMEN, occupation: "计算机程序设计员", level: 3, siteId: "luling-campus", rooms: ["luling-lab302", "luling-bench"], habit: "plan-between-lines", everyWeeks: 3, listedOn: "2025-03-10", insured: 210, headcount: 120 },
  { orgId: "qiming-training", name: "启明职业培训学校", type: "T", areaCode: XIAMEN, occupation: "养老护理员", level: 4, siteId: "qiming-house", rooms: ["qiming-theory", "qiming-computer"], habit: "poor-line", everyWeeks: 4, listedOn: "2025-01-20", insured: 48, headcount: 40 },
  { orgId: "yunfan-shipyard", name: "云帆船舶重工有限公司", type: "E", areaCode: XIAMEN, occupation: "焊工", level: 4, siteId: "yunfan-yard", rooms: ["yunfan-weld-1", "yunfan-weld-2"], habit: "plan-missing", everyWeeks: 3, listedOn: "2024-06-03", insured: 1540, headcount: 410 },
  { orgId: "jinwei-optics", name: "金维光电股份有限公司", type: "E", areaCode: XIAMEN, occupation: "半导体芯片制造工", level: 3, siteId: "jinwei-plant", rooms: ["jinwei-clean-1"], habit: "results-missing", everyWeeks: 4, listedOn: "2025-05-12", insured: 299, headcount: 340, missingReports: [2025] },
  { orgId: "haicang-logistics", name: "沧屿物流集团有限公司", type: "E", areaCode: XIAMEN, occupation: "物流服务师", level: 4, siteId: "haicang-hub", rooms: ["haicang-hall"], habit: "results-late", everyWeeks: 5, listedOn: "2024-09-02", insured: 720, headcount: 260 },
  { orgId: "dongdu-college", name: "东渡职业技术学院", type: "S", areaCode: XIAMEN, occupation: "汽车维修工", level: 4, siteId: "dongdu-campus", rooms: ["dongdu-garage", "dongdu-101"], habit: "short-publicity", everyWeeks: 5, listedOn: "2024-03-25", insured: 190, headcount: 90 },
  { orgId: "xinglin-training", name: "杏林技能培训中心", type: "T", areaCode: XIAMEN, occupation: "养老护理员", level: 5, siteId: "xinglin-house", rooms: ["xinglin-a", "xinglin-b"], habit: "unapproved", everyWeeks: 4, listedOn: "2025-02-17", insured: 35, headcount: 30 },
  { orgId: "wuyuan-training", name: "五缘职业培训学校", type: "T", areaCode: XIAMEN, occupation: "养老护理员", level: 4, siteId: "wuyuan-house", rooms: ["wuyuan-1"], habit: "careless-papers", everyWeeks: 6, listedOn: "2024-12-09", insured: 30, headcount: 26 },
  { orgId: "tongan-foods", name: "同禾食品有限公司", type: "E", areaCode: XIAMEN, occupation: "中式面点师", level: 4, siteId: "tongan-works", rooms: ["tongan-kitchen"], habit: "loose-certificates", everyWeeks: 6, listedOn: "2024-10-14", insured: 430, headcount: 95 },
  { orgId: "jimei-yacht", name: "集屿游艇制造有限公司", type: "E", areaCode: XIAMEN, occupation: "船舶电工", level: 3, siteId: "jimei-dock", rooms: ["jimei-dock-1"], habit: "exact", everyWeeks: 0, listedOn: "2025-06-30", insured: 330, headcount: 70, missingReports: [2025] },
  { orgId: "lujiang-hotel", name: "鹭江酒店管理有限公司", type: "E", areaCode: XIAMEN, occupation: "餐厅服务员", level: 4, siteId: "lujiang-hall", rooms: ["lujiang-hall-1"], habit: "remote-supervision", everyWeeks: 5, listedOn: "2023-09-18", insured: 390, headcount: 150 },
  { orgId: "pengcheng-electronics", name: "鹏程电子股份有限公司", type: "E", areaCode: "440300", occupation: "电子设备装接工", level: 4, siteId: "pengcheng-line", rooms: ["pengcheng-1"], habit: "plan-late", everyWeeks: 6, listedOn: "2024-08-19", insured: 2100, headcount: 640 },
  { orgId: "binhai-heavy", name: "滨海重型机器有限公司", type: "E", areaCode: "210200", occupation: "车工", level: 3, siteId: "binhai-shop", rooms: ["binhai-shop-1"], habit: "exact", everyWeeks: 8, listedOn: "2024-11-04", insured: 180, headcount: 80 },
  { orgId: "songhua-auto", name: "松花汽车零部件有限公司", type: "E", areaCode: "220100", occupation: "汽车装调工", level: 4, siteId: "songhua-line", rooms: ["songhua-1"], habit: "exact", everyWeeks: 9, listedOn: "2024-05-20", insured: 560, headcount: 210 },
];

/** External supervisors of the story; the last ones can no longer be sent. */
export const HISTORY_SUPERVISORS = [
  { supervisorId: "wd-chen", name: "陈岚", appointedOn: "2025-04-01" },
  { supervisorId: "wd-lin", name: "林舟", appointedOn: "2024-07-15" },
  { supervisorId: "wd-zheng", name: "郑望", appointedOn: "2024-02-29" },
  { supervisorId: "wd-huang", name: "黄屿", appointedOn: "2025-09-08" },
  { supervisorId: "wd-su", name: "苏砚", appointedOn: "2023-03-20" },
] as const;
