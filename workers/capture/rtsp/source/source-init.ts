import { writeInit, type TrackSetup } from "../../../../shared/media/init-writer.ts";
import type { SourceInit } from "../../source.ts";
import type { VideoParams } from "../depacketize/stream-params.ts";
import type { AudioSamples } from "./audio-samples.ts";

export const VIDEO_TRACK = 1;
export const AUDIO_TRACK = 2;
export const VIDEO_TIMESCALE = 90000;

/** The initialisation segment for one video track and, if there is one, AAC. */
export function sourceInit(video: VideoParams, audio: AudioSamples | null): SourceInit {
  const { width, height, sampleEntry, decoderConfig, pixelAspectRatio } = video;
  const tracks: TrackSetup[] = [
    { kind: "video", trackId: VIDEO_TRACK, timescale: VIDEO_TIMESCALE, sampleEntry, decoderConfig, width, height, pixelAspectRatio },
  ];
  const codecs = [video.codec];
  const config = audio?.params.audioSpecificConfig ?? null;
  if (audio !== null && config !== null) {
    const { sampleRate, channels, codec } = audio.params;
    tracks.push({ kind: "audio", trackId: AUDIO_TRACK, timescale: audio.timescale, sampleRate, channels, audioSpecificConfig: config });
    codecs.push(codec ?? "mp4a.40.2");
  }
  return { kind: "init", bytes: writeInit(tracks), codecs: codecs.join(","), width, height };
}
