import { systemClock } from "../../shared/time/system-clock.ts";
import { openRtspSession } from "../../workers/capture/rtsp/session/open-session.ts";
import { RtspSource, type RtspSourceSettings } from "../../workers/capture/rtsp/source/rtsp-source.ts";
import type { SourceEnd, SourceEvent, SourceFragment } from "../../workers/capture/source.ts";

export interface Recording {
  events: SourceEvent[];
  end: SourceEnd;
}

/** What was kept under one init segment. */
export interface RecordedFile {
  codecs: string;
  width: number;
  height: number;
  fragments: SourceFragment[];
  bytes: Buffer;
}

/** Runs an RTSP source until `enough` says so of all events so far, or until it ends by itself. */
export async function record(settings: RtspSourceSettings, enough: (events: readonly SourceEvent[]) => boolean, times: { originUs?: number; notBeforeUs?: number } = {}): Promise<Recording> {
  const events: SourceEvent[] = [];
  const stop = new AbortController();
  const originUs = times.originUs ?? systemClock.nowUs();
  const end = await new RtspSource(settings, openRtspSession).run({
    signal: stop.signal,
    clock: systemClock,
    originUs,
    notBeforeUs: times.notBeforeUs ?? originUs,
    emit(event) {
      events.push(event);
      if (enough(events)) stop.abort(new Error("enough recorded"));
    },
  });
  return { events, end };
}

/** For `enough`: this many fragments. */
export function several(count: number): (events: readonly SourceEvent[]) => boolean {
  return (events) => fragmentsOf(events).length >= count;
}

/** One playable file for each init segment. */
export function filesOf(events: readonly SourceEvent[]): RecordedFile[] {
  const files: RecordedFile[] = [];
  for (const event of events) {
    if (event.kind === "init") {
      const { codecs, width, height } = event;
      files.push({ codecs, width, height, fragments: [], bytes: Buffer.from(event.bytes) });
    }
    const last = files.at(-1);
    if (event.kind !== "fragment" || last === undefined) continue;
    last.fragments.push(event);
    last.bytes = Buffer.concat([last.bytes, event.bytes]);
  }
  return files;
}

export function fragmentsOf(events: readonly SourceEvent[]): SourceFragment[] {
  return events.filter((event) => event.kind === "fragment");
}

export function lossesOf(events: readonly SourceEvent[]) {
  return events.filter((event) => event.kind === "loss");
}

/** Pairs of fragments where one does not begin when the one before ends. */
export function holesBetween(fragments: readonly SourceFragment[]): { endUs: number; startUs: number }[] {
  return fragments.flatMap((fragment, index) => {
    const before = fragments[index - 1];
    const endUs = before === undefined ? fragment.startUs : before.startUs + before.durationUs;
    return endUs === fragment.startUs ? [] : [{ endUs, startUs: fragment.startUs }];
  });
}
