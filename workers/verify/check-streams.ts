import { CONTINUITY_START, checkContinuity, type ContinuityProblem, type ContinuityState } from "../../shared/segment/verify-continuity.ts";
import { verifySegment, type KnownKeys, type SegmentProblem, type VerifyTools } from "../../shared/segment/verify-segment.ts";
import type { SegmentManifest } from "../../shared/segment/segment-manifest.ts";
import type { SegmentSource } from "./segment-source.ts";

export interface StreamName {
  cameraId: string;
  role: string;
  epoch: string;
}

/** What the check says, in the order it finds it. */
export type Finding =
  | { kind: "segment-problem"; name: string; stream: StreamName | null; problem: SegmentProblem }
  | { kind: "continuity-problem"; name: string; stream: StreamName; problem: ContinuityProblem }
  | { kind: "lost"; stream: StreamName; number: number; startUs: number }
  | { kind: "stream"; summary: StreamSummary };

export interface StreamSummary extends StreamName {
  segments: number;
  bytes: number;
  firstNumber: number;
  lastNumber: number;
  startUs: number | null;
  endUs: number | null;
  problems: number;
  uncheckedDeviceSignatures: number;
}

/** Checks segments as they come, one in memory at a time; a summary follows each stream. */
export async function* checkStreams(sources: AsyncIterable<SegmentSource>, keys: KnownKeys, tools: VerifyTools, whole: boolean): AsyncGenerator<Finding> {
  let summary: StreamSummary | null = null;
  let continuity: ContinuityState = CONTINUITY_START;
  for await (const { name, read } of sources) {
    const bytes = await read();
    const { manifest, problems, lost, uncheckedDeviceSignatures } = await verifySegment(bytes, keys, tools);
    if (manifest !== null && !(summary !== null && sameStream(summary, manifest))) {
      if (summary !== null) yield { kind: "stream", summary };
      summary = emptySummary(manifest);
      continuity = CONTINUITY_START;
    }
    const stream = manifest === null ? null : { cameraId: manifest.cameraId, role: manifest.role, epoch: manifest.epoch };
    for (const problem of problems) yield { kind: "segment-problem", name, stream, problem };
    if (manifest === null || stream === null || summary === null) {
      if (summary !== null) summary.problems += problems.length;
      continue;
    }
    for (const { number, startUs } of lost) yield { kind: "lost", stream, number, startUs };
    const step = checkContinuity(continuity, manifest, whole);
    continuity = step.state;
    for (const problem of step.problems) yield { kind: "continuity-problem", name, stream, problem };
    addTo(summary, manifest, bytes.byteLength, problems.length + step.problems.length, uncheckedDeviceSignatures);
  }
  if (summary !== null) yield { kind: "stream", summary };
}

function sameStream(one: StreamName, other: StreamName): boolean {
  return one.cameraId === other.cameraId && one.role === other.role && one.epoch === other.epoch;
}

function emptySummary({ cameraId, role, epoch, firstNumber }: SegmentManifest): StreamSummary {
  return { cameraId, role, epoch, segments: 0, bytes: 0, firstNumber, lastNumber: 0, startUs: null, endUs: null, problems: 0, uncheckedDeviceSignatures: 0 };
}

function addTo(summary: StreamSummary, manifest: SegmentManifest, bytes: number, problems: number, unchecked: number): void {
  summary.segments += 1;
  summary.bytes += bytes;
  summary.lastNumber = manifest.lastNumber;
  summary.problems += problems;
  summary.uncheckedDeviceSignatures += unchecked;
  for (const record of manifest.records) {
    if (record.kind !== "media") continue;
    summary.startUs = Math.min(summary.startUs ?? record.startUs, record.startUs);
    summary.endUs = Math.max(summary.endUs ?? record.startUs, record.startUs + record.durationUs);
  }
}
