import type { Clock } from "../../../shared/time/clock.ts";
import type { AudioSetting } from "../config/capture-config.ts";
import type { ReadySource } from "../config/read-config.ts";
import { FfmpegSource } from "../ffmpeg/ffmpeg-source.ts";
import { openRtspSession } from "../rtsp/session/open-session.ts";
import { createReadPacer } from "../rtsp/session/read-pacer.ts";
import { RtspSource, type RtspSourceSettings } from "../rtsp/source/rtsp-source.ts";
import type { Source } from "../source.ts";

export type MakeSource = (source: ReadySource, audio: AudioSetting, onNote: (note: string) => void) => Source;

/**
 * Makes the source that a camera's setting asks for. `lazyReads`: RTSP sources share one read pacer, which costs up to
 * 100 ms of delay and saves a third of the CPU. `onNote` hears what a source leaves out and why.
 */
export function sourceMaker(clock: Clock, { lazyReads }: { lazyReads: boolean }): MakeSource {
  const readPacer = lazyReads ? createReadPacer(clock) : null;
  return (source, audio, onNote) => {
    if (source.kind !== "rtsp") return new FfmpegSource(source, audio);
    const settings: RtspSourceSettings = {
      url: source.url,
      audio: audio !== "off",
      onNote,
      session: {
        readPacer,
        ...(source.username === undefined ? {} : { username: source.username }),
        ...(source.secret === undefined ? {} : { password: source.secret }),
      },
    };
    return new RtspSource(settings, openRtspSession);
  };
}
