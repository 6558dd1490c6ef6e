import { readInitInfo, type InitInfo } from "../../../shared/media/init-info.ts";
import type { AudioSetting } from "../config/capture-config.ts";
import type { Source, SourceContext, SourceEnd } from "../source.ts";
import { FFMPEG_QUIET, ffmpegInput, ffmpegOutput, type FfmpegInput, type FfmpegSourceConfig } from "./ffmpeg-input.ts";
import { FragmentSplitter, type Mp4Piece } from "./fragment-splitter.ts";
import { FragmentTimeline, readRawFragment, type RawFragment } from "./fragment-timeline.ts";
import { runFfmpeg } from "./run-ffmpeg.ts";

/** Silence this long means that ffmpeg hangs, whatever it thinks itself. */
const SILENCE_MS = 8000;
/** Before the first fragment: connecting and probing take their time. */
const FIRST_FRAGMENT_MS = 20_000;
/** What came in one burst at the start is placed together. */
const BURST_MS = 250;
/** While nobody sends to a listening source, the gap is told this often. */
const IDLE_MS = 10_000;

/** RTMP, SRT, HTTP and files through one ffmpeg process each, watched. */
export class FfmpegSource implements Source {
  readonly description: string;
  #input: FfmpegInput;
  #audio: AudioSetting;

  constructor(config: FfmpegSourceConfig, audio: AudioSetting) {
    this.#input = ffmpegInput(config);
    this.#audio = audio;
    this.description = this.#input.description;
  }

  run(context: SourceContext): Promise<SourceEnd> {
    return new Promise((resolve) => new FfmpegSession(this.#input, this.#audio, context, resolve));
  }
}

/** One ffmpeg process, from start to end. */
class FfmpegSession {
  #input: FfmpegInput;
  #context: SourceContext;
  #init: InitInfo | null = null;
  /** Null until the first burst is over. */
  #timeline: FragmentTimeline | null = null;
  #burst: RawFragment[] = [];
  #lastSignMs: number;
  #idleSinceUs: number;
  #killedBecause = "";
  #kill: () => void;

  constructor(input: FfmpegInput, audio: AudioSetting, context: SourceContext, resolve: (end: SourceEnd) => void) {
    this.#input = input;
    this.#context = context;
    this.#lastSignMs = context.clock.monotonicMs();
    this.#idleSinceUs = context.clock.nowUs();
    const splitter = new FragmentSplitter((piece) => this.#onPiece(piece));
    const stopWatch = context.clock.every(1000, () => this.#watch());
    const onAbort = () => this.#stop("stopped by the worker");
    this.#kill = runFfmpeg({
      inputOptions: [...FFMPEG_QUIET, ...input.options],
      input: input.url,
      outputOptions: ffmpegOutput(audio, input.adts),
      onBytes: (bytes) => this.#guard(() => splitter.push(bytes)),
      onEnd: (lastWords) => {
        stopWatch();
        context.signal.removeEventListener("abort", onAbort);
        this.#endBurst();
        resolve(this.#end(lastWords));
      },
    });
    context.signal.addEventListener("abort", onAbort, { once: true });
    if (context.signal.aborted) onAbort();
  }

  #end(lastWords: string): SourceEnd {
    const words = [this.#killedBecause, lastWords].filter((part) => part !== "").join("; ffmpeg: ");
    const detail = `${this.#input.description} ended${words === "" ? "" : `: ${words}`}`;
    return { cause: "camera-offline", detail: detail.slice(0, 500), retrySoon: true };
  }

  #stop(reason: string): void {
    if (this.#killedBecause === "") this.#killedBecause = reason;
    this.#kill();
  }

  /** What ffmpeg writes is input like any other: nonsense ends this run and nothing else. */
  #guard(work: () => void): void {
    if (this.#killedBecause !== "") return;
    try {
      work();
    } catch (error) {
      this.#stop(error instanceof Error ? error.message : String(error));
    }
  }

  #onPiece(piece: Mp4Piece): void {
    const { clock, emit } = this.#context;
    this.#lastSignMs = clock.monotonicMs();
    if (piece.kind === "init") {
      this.#init = readInitInfo(piece.bytes);
      const { codecs, width, height } = this.#init;
      return emit({ kind: "init", bytes: piece.bytes, codecs, width, height });
    }
    if (this.#init === null) return this.#stop("expected ftyp and moov before the first fragment, got none");
    const raw = readRawFragment(piece.bytes, this.#init, clock.nowUs());
    if (this.#timeline !== null) return emit(this.#timeline.place(raw));
    this.#burst.push(raw);
    if (this.#burst.length === 1) void clock.sleep(BURST_MS).then(() => this.#guard(() => this.#endBurst()));
  }

  #endBurst(): void {
    if (this.#timeline !== null || this.#init === null || this.#burst.length === 0) return;
    const { originUs, notBeforeUs, emit } = this.#context;
    const notBefore = this.#input.listens ? Math.max(notBeforeUs, this.#idleSinceUs) : notBeforeUs;
    this.#timeline = new FragmentTimeline(this.#init, originUs, notBefore, this.#burst);
    for (const raw of this.#burst) emit(this.#timeline.place(raw));
    this.#burst = [];
  }

  #watch(): void {
    const { clock, emit } = this.#context;
    const silentMs = clock.monotonicMs() - this.#lastSignMs;
    const started = this.#timeline !== null || this.#burst.length > 0;
    if (!started && this.#input.listens) {
      if (silentMs < IDLE_MS) return;
      const nowUs = clock.nowUs();
      const detail = `nobody sends to ${this.#input.description}`;
      emit({ kind: "loss", startUs: this.#idleSinceUs, endUs: nowUs, cause: "camera-offline", detail, droppedFragments: 0 });
      this.#idleSinceUs = nowUs;
      this.#lastSignMs = clock.monotonicMs();
    } else if (silentMs > (started ? SILENCE_MS : FIRST_FRAGMENT_MS)) {
      this.#stop(`no fragment for ${Math.round(silentMs / 1000)} s`);
    }
  }
}
