import type { Source, SourceContext, SourceEnd, SourceEvent, SourceFragment } from "./source.ts";

/** For tests: a source whose runs say what the test says. */
export class ScriptedSource implements Source {
  readonly description = "scripted camera";
  runs = 0;
  #running: { context: SourceContext; end: (end: SourceEnd) => void } | null = null;
  #started: (() => void)[] = [];

  run(context: SourceContext): Promise<SourceEnd> {
    this.runs += 1;
    return new Promise((resolve) => {
      this.#running = { context, end: resolve };
      context.signal.addEventListener("abort", () => resolve(cameraOffline("aborted")), { once: true });
      for (const wake of this.#started.splice(0)) wake();
    });
  }

  /** Resolves when the n-th run has begun. */
  async started(run: number): Promise<void> {
    while (this.runs < run) await new Promise<void>((resolve) => this.#started.push(resolve));
  }

  get context(): SourceContext {
    if (this.#running === null) throw new Error("expected the source to be running, it is not: await started() first");
    return this.#running.context;
  }

  emit(event: SourceEvent): void {
    this.context.emit(event);
  }

  end(end: SourceEnd): void {
    this.#running?.end(end);
  }
}

export function cameraOffline(detail: string): SourceEnd {
  return { cause: "camera-offline", detail, retrySoon: true };
}

export function initEvent(text = "ftyp moov"): SourceEvent {
  return { kind: "init", bytes: Buffer.from(text), codecs: "avc1.64001F", width: 1280, height: 720 };
}

/** A fragment of 200 ms. */
export function fragmentEvent(startUs: number, text: string, change: Partial<SourceFragment> = {}): SourceFragment {
  return {
    kind: "fragment",
    bytes: Buffer.from(text),
    startUs,
    durationUs: 200_000,
    capturedUs: startUs + 200_000,
    key: true,
    discontinuity: false,
    cameraOffsetMs: null,
    ...change,
  };
}
