import type { Source, SourceContext, SourceEnd } from "../../source.ts";
import { DepacketizerRefused, type Depacketizer, type UnitSink } from "../depacketize/depacketizer.ts";
import { openDepacketizer } from "../depacketize/open-depacketizer.ts";
import type { StreamParams, VideoParams } from "../depacketize/stream-params.ts";
import { RtspError } from "../rtsp-error.ts";
import type { OpenRtspSession, RtspPacket, RtspSessionEnd, RtspSessionOptions, RtspStream } from "../session-types.ts";
import { withoutSecrets } from "../url/camera-url.ts";
import { AudioSamples } from "./audio-samples.ts";
import { StreamAssembler } from "./stream-assembler.ts";

type SessionSettings = Pick<RtspSessionOptions, "username" | "password" | "readPacer" | "keepaliveMethod" | "setUpEverything" | "startTimeoutMs" | "mediaTimeoutMs">;

export interface RtspSourceSettings {
  /** rtsp://[user:password@]host[:port]/path */
  url: string;
  /** Wanted length of a fragment; 200 by default. */
  fragmentMs?: number;
  /** False: no audio is asked for. AAC goes into the fragments; other audio is left out with a note. */
  audio?: boolean;
  session?: SessionSettings;
  /** For the log and the probe: what is left out and why. */
  onNote?(note: string): void;
  /** For the probe: what the camera sends, once. */
  onStreams?(streams: readonly RtspStream[]): void;
}

const DEFAULT_FRAGMENT_MS = 200;

/** A camera over RTSP/TCP as a source of fragments. */
export class RtspSource implements Source {
  readonly description: string;
  private readonly settings: RtspSourceSettings;
  private readonly openSession: OpenRtspSession;

  constructor(settings: RtspSourceSettings, openSession: OpenRtspSession) {
    this.settings = settings;
    this.openSession = openSession;
    this.description = withoutSecrets(settings.url);
  }

  async run(context: SourceContext): Promise<SourceEnd> {
    const ended = Promise.withResolvers<SourceEnd>();
    const onAbort = (): void => ended.resolve({ cause: "capture-stopped", detail: "capture was stopped", retrySoon: true });
    context.signal.addEventListener("abort", onAbort, { once: true });
    const media = new RtspMedia(this.settings, context);
    try {
      const session = await this.openSession({
        ...this.settings.session,
        url: this.settings.url,
        clock: context.clock,
        signal: context.signal,
        wanted: (this.settings.audio ?? true) ? "video+audio" : "video",
        onStreams: (streams) => media.open(streams),
        onPacket: (index, packet) => media.push(index, packet),
        onSenderReport: (index, report) => media.report(index, report.wallclockUs, report.rtpTicks),
        onEnd: (end) => ended.resolve(endOf(end)),
      });
      if (context.signal.aborted) onAbort();
      const end = media.refusal ?? (await ended.promise);
      await session.close();
      return end;
    } catch (error) {
      if (!(error instanceof RtspError)) throw error;
      return endOf({ kind: "failed", error });
    } finally {
      context.signal.removeEventListener("abort", onAbort);
      media.end();
    }
  }
}

function endOf(end: RtspSessionEnd): SourceEnd {
  if (end.kind === "ended") return { cause: "camera-offline", detail: end.detail, retrySoon: true };
  return { cause: end.error.gapCause, detail: end.error.message, retrySoon: end.error.retrySoon };
}

interface OpenMedium {
  depacketizer: Depacketizer;
  sink: UnitSink;
}

/** The media of one session: a depacketiser for each wanted stream, and the assembler behind them. */
class RtspMedia {
  /** Set when there is nothing to record. */
  refusal: SourceEnd | null = null;
  private readonly settings: RtspSourceSettings;
  private readonly context: SourceContext;
  private readonly media = new Map<number, OpenMedium>();
  private assembler: StreamAssembler | null = null;
  private videoIndex = -1;
  private arrivedUs = 0;
  private audioFaults = 0;

  constructor(settings: RtspSourceSettings, context: SourceContext) {
    this.settings = settings;
    this.context = context;
  }

  open(streams: readonly RtspStream[]): void {
    this.settings.onStreams?.(streams);
    const video = this.firstUsable(streams, "video");
    if (video === null) {
      const offered = streams.map((stream) => `${stream.media} ${stream.encoding}`).join(", ");
      const detail = `expected H.264 or H.265 video, got ${offered || "no media"}: choose one of them in the camera`;
      this.refusal = { cause: "camera-refused", detail, retrySoon: false };
      return;
    }
    const audio = this.firstUsable(streams, "audio");
    const audioSamples = audio === null ? null : audioSamplesOf(audio.depacketizer.params, audio.stream.clockRate);
    if (audioSamples === null) this.noteLeftOutAudio(streams);
    const assembler = new StreamAssembler(this.context, { fragmentMs: this.settings.fragmentMs ?? DEFAULT_FRAGMENT_MS }, audioSamples);
    this.assembler = assembler;
    this.videoIndex = video.stream.index;
    this.media.set(video.stream.index, { depacketizer: video.depacketizer, sink: this.videoSink(assembler, video.depacketizer) });
    if (audio !== null && audioSamples !== null) {
      this.media.set(audio.stream.index, { depacketizer: audio.depacketizer, sink: this.audioSink(assembler) });
    }
  }

  push(index: number, packet: RtspPacket): void {
    const medium = this.media.get(index);
    if (medium === undefined) return;
    this.arrivedUs = packet.arrivedUs;
    if (packet.discontinuity) {
      medium.depacketizer.reset();
      if (index === this.videoIndex) this.assembler?.breakTimeline();
    }
    // RtspPacket has the fields of MediaPacket by the same names.
    medium.depacketizer.push(packet, medium.sink);
  }

  report(index: number, cameraUs: number, ticks: number): void {
    if (index === this.videoIndex) this.assembler?.addSenderReport(cameraUs, ticks);
  }

  end(): void {
    for (const { depacketizer, sink } of this.media.values()) depacketizer.flush(sink);
    this.media.clear();
    this.assembler?.end();
  }

  private videoSink(assembler: StreamAssembler, depacketizer: Depacketizer): UnitSink {
    const paramsNow = (): VideoParams | null => (depacketizer.params?.type === "video" ? depacketizer.params : null);
    return {
      unit: (unit) => {
        if (unit.kind === "video") assembler.addVideo(unit, paramsNow(), this.arrivedUs);
      },
      fault: (message) => assembler.addFault(message),
    };
  }

  private audioSink(assembler: StreamAssembler): UnitSink {
    return {
      unit: (unit) => {
        if (unit.kind === "audio") assembler.addAudio(unit, this.arrivedUs);
      },
      // Said once: a camera that does it once does it fifty times a second.
      fault: (message) => {
        this.audioFaults += 1;
        if (this.audioFaults === 1) this.note(`audio is damaged: ${message}`);
      },
    };
  }

  private firstUsable(streams: readonly RtspStream[], media: "video" | "audio"): { stream: RtspStream; depacketizer: Depacketizer } | null {
    for (const stream of streams) {
      if (!stream.wanted || stream.media !== media) continue;
      try {
        const depacketizer = openDepacketizer(stream);
        if (depacketizer.kind === media) return { stream, depacketizer };
      } catch (error) {
        if (!(error instanceof DepacketizerRefused)) throw error;
        this.note(error.message);
      }
    }
    return null;
  }

  private noteLeftOutAudio(streams: readonly RtspStream[]): void {
    const encodings = streams.filter((stream) => stream.media === "audio").map((stream) => stream.encoding);
    if (encodings.length > 0) this.note(`audio (${encodings.join(", ")}) is left out: expected AAC, which fragments can carry unchanged`);
  }

  private note(text: string): void {
    this.settings.onNote?.(text);
  }
}

function audioSamplesOf(params: StreamParams | null, clockRate: number): AudioSamples | null {
  if (params?.type !== "audio" || params.audioSpecificConfig === null) return null;
  return new AudioSamples(params, clockRate);
}
