import type { FINDING_SEVERITIES, OBLIGATION_SEVERITIES, ObligationState, RULE_MODES, SUBJECT_KINDS, Obligation } from "../../../shared/rules/decision.ts";
import type { Rulebook } from "../../../shared/rules/rulebook.ts";

const states: Record<ObligationState, string> = {
  not_due: "未到期",
  due_soon: "即将到期",
  due_today: "今日到期",
  overdue: "逾期",
  met: "已办",
  met_late: "逾期办结",
  void: "不再适用",
  running: "期间内",
  ended: "期满",
  no_clock: "无时限",
};

const severities: Record<(typeof OBLIGATION_SEVERITIES)[number], string> = {
  breach: "强制",
  advisory: "提示线（非强制）",
  sla: "内部时限（非法定）",
  record: "仅记录",
};

const findingSeverities: Record<(typeof FINDING_SEVERITIES)[number], string> = {
  red: "违规",
  amber: "提醒",
  suspicion: "存疑",
  review: "待人工阅看",
  refused: "已拒绝",
  info: "知悉",
};

const modes: Record<(typeof RULE_MODES)[number], string> = {
  "in-force": "现行",
  shadow: "影子 · 不计入",
  record: "存档 · 不计入",
};

const bookStatuses: Record<Rulebook["status"], string> = { "in-force": "现行", trial: "试行", draft: "征求意见稿（影子）", pilot: "试点（存档）" };

const natures: Record<Obligation["nature"], string> = {
  deadline: "期限",
  "minimum-duration": "最短公示期",
  gate: "先决条件",
  period: "期间",
  quota: "次数",
  record: "记录",
};

const subjects: Record<(typeof SUBJECT_KINDS)[number], string> = {
  evaluator: "机构",
  batch: "批次",
  session: "场次",
  room: "考场",
  person: "人员",
  supervisor: "督导员",
  dispatch: "委派",
  certificate: "证书",
  paper: "试卷",
  bank: "题库",
  object: "归档对象",
  case: "案卷",
  draw: "抽取",
  filing: "备案申请",
  opinion: "督导意见",
  year: "年度",
  record: "督导记录",
  site: "场所",
  camera: "机位",
};

const owedBy: Record<Obligation["owedBy"], string> = { evaluator: "评价机构", authority: "主管部门", supervisor: "督导员", other: "其他" };

/** Words for what rules decide. */
export const decisionsZh = { states, severities, findingSeverities, modes, bookStatuses, natures, subjects, owedBy };
