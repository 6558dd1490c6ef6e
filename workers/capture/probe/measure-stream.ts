import { readFragmentInfo } from "../../../shared/media/fragment-info.ts";
import { readInitInfo, type InitInfo } from "../../../shared/media/init-info.ts";
import type { Clock } from "../../../shared/time/clock.ts";
import type { Source, SourceEnd, SourceEvent, SourceFragment } from "../source.ts";

/** What a stream turned out to be. Null = not seen, never 0. */
export interface StreamMeasure {
  description: string;
  /** RFC 6381, one a track. */
  videoCodec: string | null;
  audioCodec: string | null;
  width: number;
  height: number;
  framesPerSecond: number | null;
  /** Mean time between key frames. */
  gopSeconds: number | null;
  bitsPerSecond: number | null;
  /** From asking to the first fragment. */
  firstPictureMs: number | null;
  /** Camera clock minus this machine's. */
  cameraOffsetMs: number | null;
  lossCount: number;
  /** The source's own remarks: what it leaves out and why. */
  notes: string[];
  /** Why it ended by itself, if it did. */
  end: SourceEnd | null;
}

const LISTEN_MS = 12_000;

/** Runs the source for a while and measures; never rejects for what cameras do. */
export async function measureStream(source: Source, clock: Clock, notes: string[]): Promise<StreamMeasure> {
  const startedMs = clock.monotonicMs();
  const stopping = new AbortController();
  const seen = { init: null as InitInfo | null, fragments: [] as SourceFragment[], frames: 0, bytes: 0, lossCount: 0, firstPictureMs: null as number | null };
  const emit = (event: SourceEvent): void => {
    if (event.kind === "init") seen.init = readInitInfo(event.bytes);
    if (event.kind === "loss") seen.lossCount += 1;
    if (event.kind !== "fragment") return;
    seen.firstPictureMs ??= clock.monotonicMs() - startedMs;
    seen.frames += framesIn(event, seen.init);
    seen.bytes += event.bytes.byteLength;
    seen.fragments.push({ ...event, bytes: new Uint8Array(0) });
  };
  const running = source.run({ signal: stopping.signal, clock, originUs: clock.nowUs() - 3_600_000_000, notBeforeUs: 0, emit });
  const ended = await Promise.race([running, clock.sleep(LISTEN_MS, stopping.signal).then(() => null)]);
  stopping.abort();
  await running;
  const seconds = seen.fragments.reduce((sum, fragment) => sum + fragment.durationUs, 0) / 1_000_000;
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : null);
  return {
    description: source.description,
    videoCodec: codecOf(seen.init, "video"),
    audioCodec: codecOf(seen.init, "audio"),
    width: seen.init?.width ?? 0,
    height: seen.init?.height ?? 0,
    framesPerSecond: perSecond(seen.frames),
    gopSeconds: gopSeconds(seen.fragments),
    bitsPerSecond: perSecond(seen.bytes * 8),
    firstPictureMs: seen.firstPictureMs,
    cameraOffsetMs: seen.fragments.at(-1)?.cameraOffsetMs ?? null,
    lossCount: seen.lossCount,
    notes: [...notes],
    end: ended,
  };
}

function framesIn(fragment: SourceFragment, init: InitInfo | null): number {
  const video = init?.tracks.find((track) => track.kind === "video");
  if (init === null || video === undefined) return 0;
  return readFragmentInfo(fragment.bytes, init).tracks.find((track) => track.trackId === video.trackId)?.sampleCount ?? 0;
}

function codecOf(init: InitInfo | null, kind: "video" | "audio"): string | null {
  return init?.tracks.find((track) => track.kind === kind)?.codec ?? null;
}

function gopSeconds(fragments: readonly SourceFragment[]): number | null {
  const keys = fragments.filter((fragment) => fragment.key).map((fragment) => fragment.startUs);
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined || keys.length < 2) return null;
  return (last - first) / (keys.length - 1) / 1_000_000;
}
