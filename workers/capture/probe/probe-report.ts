import type { StreamMeasure } from "./measure-stream.ts";

export type ProbeLanguage = "zh" | "en";

/** Above this a viewer waits too long for a picture, and a join loses too much. */
const LONGEST_GOP_SECONDS = 4;
const LARGEST_OFFSET_MS = 2000;

/** What the probe says, line by line; the last lines are the verdict. */
export function probeReport(measure: StreamMeasure, language: ProbeLanguage): string {
  const words = WORDS[language];
  if (measure.firstPictureMs === null) {
    const reason = measure.end?.detail ?? words.silence;
    return [measure.description, words.nothing(reason), measure.end?.cause === "camera-refused" ? words.refused : words.offline].join("\n");
  }
  const facts = [
    words.video(videoName(measure.videoCodec), measure.videoCodec ?? "—", `${measure.width}×${measure.height}`),
    words.rate(number(measure.framesPerSecond, 1), number(measure.gopSeconds, 1), number(measure.bitsPerSecond === null ? null : measure.bitsPerSecond / 1e6, 2)),
    words.audio(measure.audioCodec),
    words.start(number(measure.firstPictureMs / 1000, 1)),
    words.clock(measure.cameraOffsetMs),
  ];
  const advice = adviceFor(measure).map((kind) => `- ${words.advice[kind]}`);
  return [measure.description, ...facts, ...measure.notes, advice.length === 0 ? words.good : words.attend, ...advice].join("\n");
}

type Advice = "h265" | "longGop" | "noGop" | "clock" | "loss";

/** What somebody should change before an exam depends on this camera. */
export function adviceFor(measure: StreamMeasure): Advice[] {
  const advice: Advice[] = [];
  if (videoName(measure.videoCodec) === "H.265") advice.push("h265");
  if (measure.gopSeconds === null) advice.push("noGop");
  else if (measure.gopSeconds > LONGEST_GOP_SECONDS) advice.push("longGop");
  if (Math.abs(measure.cameraOffsetMs ?? 0) > LARGEST_OFFSET_MS) advice.push("clock");
  if (measure.lossCount > 0) advice.push("loss");
  return advice;
}

function videoName(codec: string | null): string {
  if (codec === null) return "—";
  if (codec.startsWith("avc")) return `H.264${H264_PROFILES.get(codec.slice(5, 7).toLowerCase()) ?? ""}`;
  return /^h(vc|ev)1/.test(codec) ? "H.265" : codec;
}

/** profile_idc in hexadecimal, as it stands in the codec string. */
const H264_PROFILES = new Map([
  ["42", " Baseline"],
  ["4d", " Main"],
  ["64", " High"],
]);

function number(value: number | null, digits: number): string {
  return value === null ? "—" : value.toFixed(digits);
}

function seconds(offsetMs: number): string {
  return (offsetMs / 1000).toFixed(2);
}

interface Words {
  silence: string;
  nothing: (reason: string) => string;
  refused: string;
  offline: string;
  video: (name: string, codec: string, size: string) => string;
  rate: (fps: string, gop: string, megabits: string) => string;
  audio: (codec: string | null) => string;
  start: (seconds: string) => string;
  clock: (offsetMs: number | null) => string;
  good: string;
  attend: string;
  advice: Record<Advice, string>;
}

const WORDS: Record<ProbeLanguage, Words> = {
  en: {
    silence: "nothing came",
    nothing: (reason) => `no picture: ${reason}`,
    refused: "Verdict: the camera answers but refuses. Check what it said, user, password, path, RTSP over TCP, and whether too many clients are connected.",
    offline: "Verdict: not usable. Check address, cable and power, and that RTSP over TCP is enabled.",
    video: (name, codec, size) => `video: ${name} (${codec}), ${size}`,
    rate: (fps, gop, megabits) => `rate: ${fps} fps measured, a key frame every ${gop} s, ${megabits} Mbit/s`,
    audio: (codec) => (codec === null ? "audio: none that can be kept" : `audio: ${codec}`),
    start: (text) => `first picture after ${text} s`,
    clock: (offsetMs) => (offsetMs === null ? "camera clock: not told" : `camera clock: ${seconds(offsetMs)} s against this machine`),
    good: "Verdict: ready to use.",
    attend: "Verdict: usable, but:",
    advice: {
      h265: "browsers cannot play H.265: set the camera to H.264, or give it an H.264 sub stream in the configuration",
      longGop: "key frames are far apart: set the key frame interval to 1–2 s",
      noGop: "fewer than two key frames came in 12 s: set the key frame interval to 1–2 s",
      clock: "the camera's clock is wrong: give it a time server (footage is stamped by this machine, not by the camera)",
      loss: "packets were lost between camera and this machine: check the network",
    },
  },
  zh: {
    silence: "没有收到任何数据",
    nothing: (reason) => `没有画面:${reason}`,
    refused: "结论:机位有应答但拒绝。请检查它的回答、用户名、密码、路径、是否开启 RTSP over TCP,以及连接数是否已满。",
    offline: "结论:不可用。请检查地址、网线、电源,以及是否启用了 RTSP over TCP。",
    video: (name, codec, size) => `视频:${name}(${codec}),${size}`,
    rate: (fps, gop, megabits) => `码流:实测 ${fps} 帧/秒,关键帧间隔 ${gop} 秒,${megabits} Mbit/s`,
    audio: (codec) => (codec === null ? "音频:无可保存的音频" : `音频:${codec}`),
    start: (text) => `首帧用时 ${text} 秒`,
    clock: (offsetMs) => (offsetMs === null ? "机位时钟:未提供" : `机位时钟:与本机相差 ${seconds(offsetMs)} 秒`),
    good: "结论:可以使用。",
    attend: "结论:可用,但请处理:",
    advice: {
      h265: "浏览器不能播放 H.265:请把机位设为 H.264,或在配置中设置 H.264 子码流",
      longGop: "关键帧间隔过长:请设为 1–2 秒",
      noGop: "12 秒内不足两个关键帧:请把关键帧间隔设为 1–2 秒",
      clock: "机位时钟不准:请设置校时服务器(画面时间以本机为准,不以机位为准)",
      loss: "机位到本机有丢包:请检查网络",
    },
  },
};
