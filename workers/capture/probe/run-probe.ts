import type { Clock } from "../../../shared/time/clock.ts";
import { UsageError } from "../command-line.ts";
import { SourceConfig } from "../config/capture-config.ts";
import type { MakeSource } from "../sources/make-source.ts";
import { measureStream } from "./measure-stream.ts";
import { probeReport, type ProbeLanguage } from "./probe-report.ts";

/** Looks at a stream for a while and says what it found, in words. @throws UsageError for an address of no known kind */
export async function runProbe(url: string, language: ProbeLanguage, makeSource: MakeSource, clock: Clock): Promise<string> {
  const notes: string[] = [];
  const source = makeSource({ ...configOf(url), secret: undefined }, "copy", (note) => notes.push(note));
  return probeReport(await measureStream(source, clock, notes), language);
}

/** RTMP and SRT are listened for, not fetched: there is no address to probe. */
function configOf(url: string): SourceConfig {
  const kind = /^rtsps?:/.test(url) ? "rtsp" : /^https?:/.test(url) ? "http" : /^\w+:\/\//.test(url) ? "" : "file";
  const parsed = SourceConfig.safeParse(kind === "file" ? { kind, path: url } : { kind, url });
  if (!parsed.success) throw new UsageError(`expected rtsp://…, http(s)://… or a file to probe, got "${url}"`);
  return parsed.data;
}
