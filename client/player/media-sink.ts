/** Waiting appends at most; the browser takes one in a few milliseconds, so more means that it is stuck. */
const MAX_PENDING = 200;
const KEEP_BEHIND_S = 10;
const TRIM_BEYOND_S = 20;

export interface MediaSinkEvents {
  /** Something was appended or trimmed: `lastRange` may have changed. */
  appended(): void;
  /** Called once when this sink can play no more; make a new one. */
  broken(reason: string): void;
}

/** One MediaSource with one SourceBuffer on a video element: appends in order, trims behind the playhead. */
export class MediaSink {
  readonly video: HTMLVideoElement;
  #source = new MediaSource();
  #url: string;
  #buffer: SourceBuffer | null = null;
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #closed = false;
  #events: MediaSinkEvents;

  constructor(video: HTMLVideoElement, codecs: string, events: MediaSinkEvents) {
    this.video = video;
    this.#events = events;
    this.#url = URL.createObjectURL(this.#source);
    this.#source.addEventListener("sourceopen", () => this.#open(codecs), { once: true });
    video.addEventListener("error", this.#videoFailed);
    video.src = this.#url;
  }

  static canPlay(codecs: string): boolean {
    return MediaSource.isTypeSupported(mimeOf(codecs));
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#closed) return;
    this.#pending.push(bytes);
    if (this.#pending.length > MAX_PENDING) this.#break(`${MAX_PENDING} fragments wait: the browser does not take them`);
    this.#pump();
  }

  /** The newest unbroken run of media that can be played, in seconds; null while there is none. */
  lastRange(): { start: number; end: number } | null {
    const ranges = this.#closed ? undefined : this.#buffer?.buffered;
    if (ranges === undefined || ranges.length === 0) return null;
    const last = ranges.length - 1;
    return { start: ranges.start(last), end: ranges.end(last) };
  }

  /** Other parameters on the same timeline. The init segment must be appended next. */
  changeCodecs(codecs: string): void {
    if (this.#buffer === null || this.#pending.length > 0 || this.#buffer.updating) {
      this.#break("parameters changed while the browser was busy");
      return;
    }
    this.#buffer.changeType(mimeOf(codecs));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#pending = [];
    this.video.removeEventListener("error", this.#videoFailed);
    URL.revokeObjectURL(this.#url);
  }

  #open(codecs: string): void {
    if (this.#closed) return;
    try {
      this.#source.duration = Infinity;
      this.#buffer = this.#source.addSourceBuffer(mimeOf(codecs));
    } catch (error) {
      this.#break(`the browser opened no buffer for ${codecs}: ${String(error)}`);
      return;
    }
    this.#buffer.addEventListener("updateend", () => {
      this.#events.appended();
      this.#pump();
    });
    this.#buffer.addEventListener("error", () => this.#break("the browser could not parse a fragment"));
    this.#pump();
  }

  #pump(): void {
    const buffer = this.#buffer;
    if (this.#closed || buffer === null || buffer.updating || this.#source.readyState !== "open") return;
    try {
      if (this.#trim(buffer)) return;
      const next = this.#pending.shift();
      if (next !== undefined) buffer.appendBuffer(next);
    } catch (error) {
      this.#break(`the browser refused a fragment: ${String(error)}`);
    }
  }

  #trim(buffer: SourceBuffer): boolean {
    const start = buffer.buffered.length === 0 ? null : buffer.buffered.start(0);
    const now = this.video.currentTime;
    if (start === null || now - start < TRIM_BEYOND_S) return false;
    buffer.remove(0, now - KEEP_BEHIND_S);
    return true;
  }

  #videoFailed = (): void => {
    this.#break(`the decoder failed: ${this.video.error?.message ?? "no reason given"}`);
  };

  #break(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.#events.broken(reason);
  }
}

function mimeOf(codecs: string): string {
  return `video/mp4; codecs="${codecs}"`;
}
