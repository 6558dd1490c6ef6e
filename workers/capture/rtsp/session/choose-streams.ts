import { RtspError } from "../rtsp-error.ts";
import type { Presentation, PresentationStream } from "../sdp/presentation.ts";
import type { RtspSessionOptions, RtspStream } from "../session-types.ts";

const VIDEO_ENCODINGS = new Set(["h264", "h265"]);
/** Other sound (G.711 …) goes through ffmpeg or is left out. */
const AUDIO_ENCODINGS = new Set(["mpeg4-generic"]);

export interface ChosenStream {
  stream: RtspStream;
  description: PresentationStream;
  /** False: only described. A stream may be set up and still not wanted. */
  isSetUp: boolean;
}

/** Which of the described streams are recorded. Throws RtspError "unsupported" if no video of them can be. */
export function chooseStreams(presentation: Presentation, options: Pick<RtspSessionOptions, "wanted" | "setUpEverything">): ChosenStream[] {
  const { streams } = presentation;
  const video = streams.find(({ media, encoding }) => media === "video" && VIDEO_ENCODINGS.has(encoding));
  if (video === undefined) {
    const offered = streams.map(({ media, encoding }) => `${media} ${encoding}`).join(", ") || "nothing that can be read";
    throw new RtspError("unsupported", `expected H.264 or H.265 video, got ${offered}; change the camera's video format`);
  }
  const audio = options.wanted === "video" ? undefined : streams.find(isWantedAudio);
  return streams.map((description, index) => {
    const wanted = description === video || description === audio;
    const { media, encoding, payloadType, clockRate, channels, fmtp } = description;
    return {
      stream: { index, media, encoding, payloadType, clockRate, channels, fmtp, wanted },
      description,
      isSetUp: wanted || (options.setUpEverything === true && !description.isBackChannel),
    };
  });
}

function isWantedAudio({ media, encoding, isBackChannel }: PresentationStream): boolean {
  return media === "audio" && AUDIO_ENCODINGS.has(encoding) && !isBackChannel;
}
