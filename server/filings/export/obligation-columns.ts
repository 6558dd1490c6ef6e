import type { ObligationRow } from "../../../shared/protocol/filings/obligations.ts";
import { STATE_WORDS } from "../../../shared/rules/obligation-state.ts";
import { localMoment, type TableColumn } from "./send-table.ts";

const OWED_BY = { evaluator: "评价机构", authority: "主管部门", supervisor: "督导员", other: "其他" } as const;

export const OBLIGATION_COLUMNS: readonly TableColumn<ObligationRow>[] = [
  { title: "状态 State", value: ({ state }) => STATE_WORDS[state].zh },
  { title: "截止日 Due", value: ({ dueDate }) => dueDate },
  { title: "剩余工作日 Working days left", value: ({ workdaysLeft }) => workdaysLeft },
  { title: "机构 Evaluator", value: ({ orgName, orgId }) => orgName ?? orgId },
  { title: "机构编号 Evaluator id", value: ({ orgId }) => orgId },
  { title: "事项 Duty", value: ({ title }) => title.zh },
  { title: "规则 Rule", value: ({ rule }) => rule.ruleId },
  { title: "规则包 Rulebook", value: ({ rule }) => `${rule.rulebookId} ${rule.rulebookVersion}` },
  { title: "依据 Sources", value: ({ rule }) => rule.sources.join(" ") },
  { title: "对象 Subject", value: ({ subject }) => `${subject.kind} ${subject.id}` },
  { title: "责任方 Owed by", value: ({ owedBy }) => OWED_BY[owedBy] },
  { title: "起算日 Counted from", value: ({ triggerDate }) => triggerDate },
  { title: "完成时间 Done at", value: ({ metAtMs }) => localMoment(metAtMs) },
  { title: "暂定 Provisional", value: ({ provisional }) => (provisional ? "是" : null) },
  { title: "非法定 House limit", value: ({ houseLimit }) => houseLimit },
];
