import type { Finding, StreamName, StreamSummary } from "./check-streams.ts";

export type Lang = "zh" | "en";

const SHANGHAI = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** A moment in Asia/Shanghai, to the millisecond. */
export function timeWords(us: number): string {
  return `${SHANGHAI.format(new Date(us / 1000))}.${String(Math.floor(us / 1000) % 1000).padStart(3, "0")}`;
}

/** One finding as a sentence. */
export function findingWords(finding: Finding, lang: Lang): string {
  if (finding.kind === "stream") return summaryWords(finding.summary, lang);
  const where = finding.stream === null ? "" : streamWords(finding.stream, lang);
  if (finding.kind === "lost") {
    const when = timeWords(finding.startUs);
    return lang === "zh" ? `说明 ${where} 第 ${finding.number} 条记录（${when}）在归档前已丢失，清单中如实注明` : `note   ${where}: record ${finding.number} (${when}) was lost before archiving, as the manifest says`;
  }
  const what = finding.kind === "segment-problem" ? segmentProblemWords(finding.problem, lang) : continuityWords(finding.problem, lang);
  return lang === "zh" ? `不符 ${where} ${what}［${finding.name}］` : `WRONG  ${where === "" ? "" : `${where}: `}${what} [${finding.name}]`;
}

type SegmentProblemFinding = Extract<Finding, { kind: "segment-problem" }>["problem"];

function segmentProblemWords(problem: SegmentProblemFinding, lang: Lang): string {
  const zh = lang === "zh";
  switch (problem.kind) {
    case "fragment-changed":
      return zh ? `第 ${problem.number} 个片段（${timeWords(problem.startUs)}）被改动` : `fragment ${problem.number} (${timeWords(problem.startUs)}) was changed`;
    case "init-changed":
      return zh ? `初始化段（第 ${problem.recordNumber} 条记录）被改动` : `the init (record ${problem.recordNumber}) was changed`;
    case "manifest-changed":
      return zh ? "清单被改动：签名不符" : "the manifest was changed: its signature does not hold";
    case "unknown-key":
      return zh ? `签名公钥 ${problem.keyId} 未提供，请用 --key 指定` : `signed with key ${problem.keyId}, which was not given: name it with --key`;
    case "chain-broken":
      return zh ? `哈希链在第 ${problem.number} 条记录（${timeWords(problem.startUs)}）处断开` : `the hash chain breaks at record ${problem.number} (${timeWords(problem.startUs)})`;
    case "device-signature-wrong":
      return zh ? `第 ${problem.number} 条记录（${timeWords(problem.startUs)}）的设备签名不符` : `the device signature in record ${problem.number} (${timeWords(problem.startUs)}) does not hold`;
    case "layout-changed":
      return zh ? `文件结构与清单不符（${problem.detail}）` : `the file is not laid out as its manifest says (${problem.detail})`;
    case "not-a-segment":
      return zh ? `无法读出清单（${problem.detail}）` : `no manifest can be read (${problem.detail})`;
  }
}

type ContinuityFinding = Extract<Finding, { kind: "continuity-problem" }>["problem"];

function continuityWords(problem: ContinuityFinding, lang: Lang): string {
  const zh = lang === "zh";
  switch (problem.kind) {
    case "records-missing":
      return zh ? `缺少第 ${problem.fromNumber}–${problem.toNumber} 条记录` : `records ${problem.fromNumber}–${problem.toNumber} are missing`;
    case "records-twice":
      return zh ? `第 ${problem.fromNumber}–${problem.toNumber} 条记录重复出现` : `records ${problem.fromNumber}–${problem.toNumber} appear twice`;
    case "heads-do-not-meet":
      return zh ? `第 ${problem.number} 条记录之前的链头与上一分段不衔接` : `the chain before record ${problem.number} does not continue the segment before`;
    case "init-not-from-stream":
      return zh ? `所用初始化段与第 ${problem.recordNumber} 条记录不同` : `its init is not the one of record ${problem.recordNumber}`;
  }
}

function summaryWords(summary: StreamSummary, lang: Lang): string {
  const { segments, firstNumber, lastNumber, problems, uncheckedDeviceSignatures: unchecked, startUs, endUs } = summary;
  const zh = lang === "zh";
  const megabytes = (summary.bytes / 1e6).toFixed(1);
  const span = startUs === null || endUs === null ? "" : zh ? `，${timeWords(startUs)} 至 ${timeWords(endUs)}` : `, ${timeWords(startUs)} to ${timeWords(endUs)} (Asia/Shanghai)`;
  const device = unchecked === 0 ? "" : zh ? `；${unchecked} 个设备签名未核对（未提供设备公钥）` : `; ${unchecked} device signatures not checked (no device key given)`;
  const counts = zh ? `${segments} 个分段，记录 ${firstNumber}–${lastNumber}，${megabytes} MB` : `${segments} segments, records ${firstNumber}–${lastNumber}, ${megabytes} MB`;
  const verdict = problems === 0 ? (zh ? "逐字节相符" : "every byte is as it was signed") : zh ? `${problems} 处不符` : `${problems} things wrong`;
  return zh ? `${problems === 0 ? "相符" : "不符"} ${streamWords(summary, lang)} ${verdict}：${counts}${span}${device}` : `${problems === 0 ? "right " : "WRONG "} ${streamWords(summary, lang)}: ${verdict}: ${counts}${span}${device}`;
}

function streamWords({ cameraId, role, epoch }: StreamName, lang: Lang): string {
  return lang === "zh" ? `机位 ${cameraId}（${role === "main" ? "主码流" : "子码流"}，${epoch.slice(0, 8)}）` : `camera ${cameraId} (${role}, ${epoch.slice(0, 8)})`;
}

export function endWords(total: { segments: number; problems: number; seconds: number; first: string | null }, lang: Lang): string {
  const zh = lang === "zh";
  if (total.segments === 0) return zh ? "没有找到任何分段，无法得出结论" : "no segment was found: nothing can be said";
  const seconds = total.seconds.toFixed(1);
  if (total.problems === 0) return zh ? `结论：${total.segments} 个分段全部相符（用时 ${seconds} 秒）` : `Result: all ${total.segments} segments are as they were signed (${seconds} s)`;
  const first = total.first === null ? "" : zh ? `；首个被改动的片段：${total.first}` : `; first changed fragment: ${total.first}`;
  return zh ? `结论：发现 ${total.problems} 处不符${first}` : `Result: ${total.problems} things are wrong${first}`;
}
