import type { AudioSetting } from "../config/capture-config.ts";
import type { ReadySource } from "../config/read-config.ts";

export type FfmpegSourceConfig = Exclude<ReadySource, { kind: "rtsp" }>;

export interface FfmpegInput {
  /** Without credentials. */
  description: string;
  options: string[];
  url: string;
  /** AAC comes with ADTS headers (MPEG-TS): its set-up is only known with the first packet. */
  adts: boolean;
  /** Waits for a sender to come: silence before the first fragment is no fault of ours. */
  listens: boolean;
}

/** Half a second is enough to find audio beside video and keeps the start short. */
const PROBE = ["-probesize", "1000000", "-analyzeduration", "500000"];

/** An SRT camera that calls again is in mid-stream: without a key frame while probing its picture has no size, and the run fails. */
const PROBE_PAST_A_KEY_FRAME = ["-probesize", "2000000", "-analyzeduration", "2500000"];

export function ffmpegInput(source: FfmpegSourceConfig): FfmpegInput {
  switch (source.kind) {
    case "rtmp": {
      const url = `rtmp://${source.host}:${source.port}/${source.path.replace(/^\//, "")}`;
      return { description: `${url} (listening)`, options: [...PROBE, "-listen", "1"], url, adts: false, listens: true };
    }
    case "srt": {
      const url = `srt://${source.host}:${source.port}?mode=listener`;
      const secret = source.secret === undefined ? [] : ["-passphrase", source.secret];
      return { description: `${url} (listening)`, options: [...PROBE_PAST_A_KEY_FRAME, ...secret], url, adts: true, listens: true };
    }
    case "http":
      return { description: withoutCredentials(source.url), options: [...PROBE, "-rw_timeout", "10000000"], url: source.url, adts: true, listens: false };
    case "file":
      return {
        description: `file ${source.path}${source.loop ? ", looping" : ""}`,
        options: ["-re", ...(source.loop ? ["-stream_loop", "-1"] : [])],
        url: source.path,
        adts: false,
        listens: false,
      };
  }
}

/** Fragments of 5 frames at 25 fps: ffmpeg cuts when the next frame is at least this far behind the first. */
const FRAGMENT_US = 195_000;

/** Video is always copied (P6). With ADTS the init must wait for the first fragment, because it says how the AAC is set up. */
export function ffmpegOutput(audio: AudioSetting, adts: boolean): string[] {
  const sound: Record<AudioSetting, string[]> = {
    off: ["-an"],
    copy: ["-map", "0:a:0?", "-c:a", "copy", ...(adts ? ["-bsf:a", "aac_adtstoasc"] : [])],
    transcode: ["-map", "0:a:0?", "-c:a", "aac", "-b:a", "32k"],
  };
  const moov = audio === "copy" && adts ? "delay_moov" : "empty_moov";
  const flags = `frag_keyframe+${moov}+default_base_moof+skip_trailer`;
  return ["-map", "0:v:0", "-c:v", "copy", ...sound[audio], "-movflags", flags, "-frag_duration", String(FRAGMENT_US), "-f", "mp4"];
}

export const FFMPEG_QUIET = ["-hide_banner", "-nostdin", "-loglevel", "warning"];

function withoutCredentials(text: string): string {
  const url = new URL(text);
  url.username = "";
  url.password = "";
  url.search = "";
  return url.href;
}
