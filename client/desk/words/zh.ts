import { decisionsZh } from "./decisions-zh.ts";
import { filingsZh } from "./filings-zh.ts";
import { linksZh } from "./links-zh.ts";
import { policyZh } from "./policy-zh.ts";
import { recordsZh } from "./records-zh.ts";

/** Chinese is the source; every `en` file must have the shape of its `zh` file. */
export const zh = {
  pages: {
    home: "首页",
    wall: "大屏",
    filings: "备案与期限",
    evaluators: "评价机构",
    sessions: "场次",
    findings: "存疑与核查",
    policy: "政策库",
    ruleHealth: "规则健康",
    trends: "趋势",
    imports: "数据导入",
  },
  trends: { chart: "图", table: "表格", day: "日期", onSiteInternal: "现场内督全程的场次", remoteExternal: "有远程外督的场次", unknown: "台账数据尚未算出" },
  shell: {
    pages: "页面",
    skip: "跳到正文",
    palette: "前往…",
    paletteHint: "页面、机构名称或编号",
    paletteNone: "没有匹配的页面或机构",
    search: "在本页搜索",
    help: "快捷键与帮助",
    keysNote: "先按 g 再按字母即可前往；输入法打字时与输入框内不响应单键。时间一律为北京时间，以服务器时钟为准。",
    scope: "范围",
    allScope: "全部辖区与机构",
    scopeAreas: "辖区",
    scopeOrgs: "机构",
    serverTime: "服务器时间（北京时间）",
    connected: "服务器 正常",
    neverConnected: "服务器未应答",
    cut: (age: string) => `服务器中断 ${age} · 自动重试`,
  },
  data: {
    loading: "正在取数",
    waiting: (what: string) => `仍在等待：${what}`,
    asOf: (age: string) => `${age}前取数`,
    outage: (age: string) => `服务器没有回答：以下为 ${age}前的数据，正在自动重试`,
    outageEmpty: "服务器没有回答，现在不能说有没有。正在自动重试。",
    refused: (words: string) => `未能取得：${words}`,
    signedOut: "登录后可查看。",
    signIn: "去登录",
    retry: "重试",
    rows: (shown: number, total: number) => (shown === total ? `共 ${total} 条` : `显示 ${shown} / 共 ${total} 条`),
    table: "表格",
    chart: "图",
    close: "关闭",
    open: "打开",
    all: "全部",
    none: "无",
    yes: "是",
    no: "否",
    computed: (time: string) => `规则算至 ${time}`,
    copied: "已复制",
    copy: "复制链接",
  },
  decisions: decisionsZh,
  filings: filingsZh,
  links: linksZh,
  policy: policyZh,
  records: recordsZh,
};

export type DeskWords = typeof zh;
