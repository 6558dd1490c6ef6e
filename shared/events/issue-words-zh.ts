/** Things that an id or a name may be of, as the schemas call them. */
const THINGS: Readonly<Record<string, string>> = {
  batch: "批次", camera: "机位", case: "案件", certificate: "证书", dispatch: "派遣", document: "文件", draw: "抽取", evaluator: "评价机构", event: "事件", filing: "备案",
  paper: "试卷", person: "人员", producer: "来源", room: "考场", session: "场次", site: "场所", supervisor: "督导员", objection: "异议", recheck: "复核", finding: "存疑", object: "对象",
  opinion: "意见", notice: "通知", stream: "码流", violation: "违规",
};
const ATTRIBUTES: Readonly<Record<string, string>> = { id: "编号", number: "编号", name: "名称", type: "类型" };

const thing = (word: string): string => THINGS[word] ?? word;
const attribute = (word: string): string => ATTRIBUTES[word] ?? word;

type Phrase = readonly [RegExp, (...found: string[]) => string];

/** What a check expected, sentence by sentence as schemas, limits and conflicts say it; the first that fits counts. */
const EXPECTED: readonly Phrase[] = [
  [/^(.+), or (.+)$/s, (_, first, other) => `${expectedInChinese(first ?? "")}，或${expectedInChinese(other ?? "")}`],
  [/^(.+) \(several are separated by ";"\)$/s, (_, one) => `${expectedInChinese(one ?? "")}（多个之间用“;”分隔）`],
  [/^"E" \(enterprise\)/, () => '"E"（企业）、"S"（院校）或 "T"（社会培训评价组织）'],
  [/^(".*"): a producer retracts its own events only$/s, (_, id) => `${id}：来源只能撤销自己报送的事件`],
  [/^(".*"), the evaluator of this producer$/s, (_, id) => `${id}，即本来源所属的评价机构`],
  [/^(".*"), the producer whose token this is$/s, (_, id) => `${id}，即本令牌所属的来源`],
  [/^only the fields that/, () => "只能是文档列出的字段"],
  [/^only the fields (.*)$/s, (_, names) => `只能是这些字段：${names}`],
  [/^headings of the template: (.*)$/s, (_, names) => `模板的表头：${names}`],
  [/^one of the documented types$/, () => "文档列出的事件类型之一"],
  [/^one of (".*)$/s, (_, choices) => `下列之一：${(choices ?? "").replaceAll("|", "、")}`],
  [/^one CloudEvent as a JSON object$/, () => "一个 CloudEvent（JSON 对象）"],
  [/^a day as text, (?:for example )?(".*")$/, (_, example) => `文本形式的日期，例如 ${example}`],
  [/^a day that exists(?:, for example )?(".*")?/, (_, example) => `真实存在的日期${example === undefined ? "" : `，例如 ${example}`}`],
  [/^a day of (\d+)$/, (_, year) => `${year} 年的日期`],
  [/^a day that is not among the holidays$/, () => "不在放假日之列的日期"],
  [/^a level from/, () => "1（高级技师）至 5（初级工）之间的等级"],
  [/^the level as a number/, () => "1 至 5 的数字等级"],
  [/^a moment as text, for example (".*")$/, (_, example) => `文本形式的时刻，例如 ${example}`],
  [/^a moment with its offset, for example (".*")$/, (_, example) => `带时区的时刻，例如 ${example}`],
  [/^a moment, for example (".*") \(Beijing time\) or with its offset$/, (_, example) => `时刻，例如 ${example}（北京时间），或带时区`],
  [/^a (?:day|date), for example (".*")$/, (_, example) => `日期，例如 ${example}`],
  [/^a moment that has come \(at most (\d+) minutes after (.+)\)$/, (_, minutes, now) => `已经到来的时刻（不晚于 ${now} 之后 ${minutes} 分钟）`],
  [/^a name of (.+)$/s, (_, what) => `名称应为${expectedInChinese(what ?? "")}`],
  [/^a name that is (.+)$/s, (_, what) => `名称应为${expectedInChinese(what ?? "")}`],
  [/^a name$/, () => "名称"],
  [/^some words$/, () => "一些文字"],
  [/^a number of things, 0 or more$/, () => "0 或更大的数量"],
  [/^a number within ±(\d+)$/, (_, most) => `±${most} 以内的数字`],
  [/^(?:a )?number$/, () => "数字"],
  [/^a whole number$|^an int$/, () => "整数"],
  [/^(\d+) or more$/, (_, least) => `${least} 或更大`],
  [/^yes or no/, () => "是或否"],
  [/^boolean$/, () => "是或否（true / false）"],
  [/^text$/, () => "文本"],
  [/^an array$/, () => "列表"],
  [/^(?:an|a JSON) object$/, () => "JSON 对象"],
  [/^a JSON value$/, () => "JSON 值"],
  [/^an address that begins/, () => "以 http:// 或 https:// 开头的网址"],
  [/^64 lower-case hex digits/, () => "SHA-256：64 位小写十六进制数字"],
  [/^the six digits of the area, for example (".*")$/, (_, example) => `六位行政区划代码，例如 ${example}`],
  [/^the occupation's code or name$/, () => "职业编码或名称"],
  [/^the two people who confirmed it$/, () => "两名确认人"],
  [/^the producer's number for this event, (\d+) or more$/, (_, least) => `来源给该事件的序号，${least} 或更大`],
  [/^the (\w+)'s (\w+) as text$/, (_, what, which) => `${thing(what ?? "")}${attribute(which ?? "")}（文本）`],
  [/^the (\w+)'s (\w+): (\d+)–(\d+) letters/, (_, what, which, least, most) => `${thing(what ?? "")}${attribute(which ?? "")}：${least}–${most} 个字母、汉字、数字或 . _ : / -`],
  [/^the (\w+)'s (\w+), at most (\d+) characters$/, (_, what, which, most) => `${thing(what ?? "")}${attribute(which ?? "")}，不超过 ${most} 个字符`],
  [/^the (\w+)'s (\w+) without line breaks/, (_, what, which) => `${thing(what ?? "")}${attribute(which ?? "")}，不含换行和控制字符`],
  [/^the (\w+)'s (\w+)$/, (_, what, which) => `${thing(what ?? "")}${attribute(which ?? "")}`],
  [/^an event of at most (\d+) characters$/, (_, most) => `不超过 ${most} 个字符的事件`],
  [/^at most (\d+) levels of nesting$/, (_, most) => `嵌套不超过 ${most} 层`],
  [/^names of fields that this platform knows$/, () => "本平台认识的字段名"],
  [/^something that evaluator (.+) itself may say$/, (_, id) => `评价机构 ${id} 自己可以报送的事件`],
  [/^well-formed Unicode text$/, () => "完整的 Unicode 文本"],
  [/^text without the character U\+0000$/, () => "不含 U+0000 字符的文本"],
  [/^each session once$/, () => "每个场次只出现一次"],
  [/^(\w+) (not before|after) (\w+) (.+)$/s, (_, to, order, from, value) => `${to} ${order === "after" ? "晚于" : "不早于"} ${from} ${value}`],
  [/^(string|array|number|map|record|file) to (?:have|be) ([<>]=?)\s?(-?\d+)/, (_, kind, sign, limit) => `${SIZES[kind ?? ""] ?? ""}${SIGNS[sign ?? ""] ?? ""} ${limit}`],
  [/^pairs such as (".*")$/, (_, example) => `成对填写，例如 ${example}`],
  [/^specversion (".*")$/, (_, version) => `specversion 为 ${version}`],
];
const SIZES: Readonly<Record<string, string>> = { string: "字符数", array: "项数", number: "数值" };
const SIGNS: Readonly<Record<string, string>> = { "<": "小于", "<=": "不超过", ">": "大于", ">=": "不少于" };

/** What came, as `describeGot` and the sheet's reader say it; values stand as they came. */
const GOT: readonly Phrase[] = [
  [/^nothing$/, () => "没有填写"],
  [/^null$/, () => "空值（null）"],
  [/^an empty list$/, () => "空列表"],
  [/^a list of (\d+)$/, (_, count) => `${count} 项的列表`],
  [/^an object/, () => "一个对象"],
  [/^an empty first row$/, () => "第一行是空的"],
  [/^a larger one$/, () => "更大的事件"],
  [/^more$/, () => "更多"],
  [/^half of a surrogate pair$/, () => "半个代理对字符"],
  [/^text with it$/, () => "含有该字符的文本"],
  [/^a date; format the column as text$/, () => "日期：请把该列设为文本格式"],
  [/^the number (\S+), whose last digits the sheet has lost/, (_, number) => `数字 ${number}，表格已丢失其末尾数字：请把该列设为文本格式`],
  [/^the (?:field|name) (".*")$/s, (_, name) => `字段 ${name}`],
  [/^(.*… )\((\d+) characters\)$/s, (_, text, count) => `${text}（共 ${count} 个字符）`],
  [/^(".*") twice$/s, (_, value) => `${value} 出现两次`],
  [/^(".*") again$/s, (_, value) => `再次出现 ${value}`],
  [/^(.+), which only the authority says$/s, (_, what) => `${what}：只能由主管部门报送`],
];

/** A check's expectation for people who read Chinese. What no phrase fits stays as it was said: a new check is understood before it is translated. */
export function expectedInChinese(words: string): string {
  return inChinese(EXPECTED, words);
}

/** What came instead, for people who read Chinese. */
export function gotInChinese(words: string): string {
  return inChinese(GOT, words);
}

function inChinese(phrases: readonly Phrase[], words: string): string {
  for (const [pattern, say] of phrases) {
    const found = pattern.exec(words);
    if (found !== null) return say(...found);
  }
  return words;
}
