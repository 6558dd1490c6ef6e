import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { splitAnnexB } from "../../shared/media/annex-b.ts";
import { hevcCodecString } from "../../shared/media/codec-string.ts";
import { readH265Sps } from "../../shared/media/h265-sps.ts";
import { writeHevcConfig } from "../../shared/media/hevc-config.ts";
import { DepacketizerRefused, type MediaUnit } from "../../workers/capture/rtsp/depacketize/depacketizer.ts";
import { openDepacketizer } from "../../workers/capture/rtsp/depacketize/open-depacketizer.ts";
import type { StreamParams } from "../../workers/capture/rtsp/depacketize/stream-params.ts";

/** The cases are described in test/rtsp-cases/README.md; every one of these three files and of stream.json runs here. */
interface ExpectedUnit {
  afterPacket?: number;
  ts: number;
  loss?: number;
  key?: boolean;
  disposable?: boolean;
  newParams?: boolean;
  samples?: number;
  nals?: string[];
  data?: string;
  len?: number;
}

interface Case {
  id: string;
  kind: string;
  level: string;
  codec: string;
  clockRate: number;
  channels?: number;
  fmtp: string | null;
  input: string;
  nal: string;
  vps: string;
  sps: string;
  pps: string;
  packets: { ts: number; mark: boolean; loss: number; payload: string }[];
  expect: {
    initError?: string;
    initialParams?: Record<string, unknown> | null;
    finalParams?: Record<string, unknown>;
    units: ExpectedUnit[];
    errors: { afterPacket: number }[];
    mustInclude?: ExpectedUnit[];
    mustContainNal?: string;
    noUnitWithoutVcl?: boolean;
    nals: string[];
    hvcC: string;
    error?: boolean;
    codec: string;
    width: number;
    height: number;
    vuiTiming: [number, number] | null;
  };
}

const cases = (file: string): Case[] => JSON.parse(readFileSync(new URL(`../rtsp-cases/${file}`, import.meta.url), "utf8")) as Case[];
const all = ["h264.json", "h265.json", "aac.json"].flatMap((file) => cases(file));
const bytesOf = (hex: string): Buffer => Buffer.from(hex, "hex");
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function describeParams(params: StreamParams | null): Record<string, unknown> | null {
  if (params === null || params.type === "message") return params === null ? null : { type: "message" };
  const entries = Object.entries(params).map(([key, value]) => [key, value instanceof Uint8Array ? hexOf(value) : (value as unknown)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function nalsOf(unit: MediaUnit): string[] {
  const bytes = Buffer.concat(unit.parts);
  const nals: string[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    nals.push(hexOf(bytes.subarray(at + 4, end)));
    at = end;
  }
  return nals;
}

function describeUnit(unit: MediaUnit, afterPacket: number): ExpectedUnit {
  const { timestamp: ts, loss, sizeBytes: len } = unit;
  if (unit.kind === "audio") return { afterPacket, ts, loss, len, samples: unit.samples, data: hexOf(Buffer.concat(unit.parts)) };
  const { key, disposable, newParams } = unit;
  return { afterPacket, ts, loss, len, key, disposable, newParams, nals: nalsOf(unit) };
}

function depacketize(from: Case) {
  const depacketizer = openDepacketizer({ encoding: from.codec, clockRate: from.clockRate, channels: from.channels ?? null, fmtp: from.fmtp });
  const initialParams = describeParams(depacketizer.params);
  const units: ExpectedUnit[] = [];
  const faults: { afterPacket: number; message: string }[] = [];
  for (const [index, packet] of from.packets.entries()) {
    depacketizer.push(
      { timestamp: packet.ts, marker: packet.mark, loss: packet.loss, payload: bytesOf(packet.payload) },
      { unit: (unit) => units.push(describeUnit(unit, index)), fault: (message) => faults.push({ afterPacket: index, message }) },
    );
  }
  return { initialParams, units, faults, finalParams: describeParams(depacketizer.params) };
}

test.each(all.filter((one) => one.kind === "depacketize").map((one) => [one.id, one] as const))("packets become the expected units: %s", (_id, from) => {
  const { expect: expected } = from;
  if (expected.initError !== undefined && (from.level !== "POLICY" || from.id === "aac-init-no-mode")) {
    expect(() => depacketize(from)).toThrow(DepacketizerRefused);
    return;
  }
  const got = depacketize(from);
  if (expected.initError !== undefined) return;
  if (expected.initialParams === null) expect(got.initialParams).toBeNull();
  else expect(got.initialParams).toMatchObject(expected.initialParams ?? {});
  if (from.level === "POLICY") {
    for (const unit of expected.mustInclude ?? []) expect(got.units).toContainEqual(expect.objectContaining(unit));
    if (expected.mustContainNal !== undefined) expect(got.units.flatMap((unit) => unit.nals)).toContain(expected.mustContainNal);
    if (expected.noUnitWithoutVcl) for (const unit of got.units) expect(unit.nals?.some((nal) => Number.parseInt(nal.slice(0, 2), 16) < 64)).toBe(true);
    return;
  }
  const known = expected.units.map((unit) => Object.fromEntries(Object.entries(unit).filter(([field]) => field !== "retinaKey")));
  expect(got.units).toEqual(known);
  expect(got.faults.length > 0).toBe(expected.errors.length > 0);
  if (expected.finalParams !== undefined) expect(got.finalParams).toMatchObject(expected.finalParams);
});

test.each(all.filter((one) => one.kind === "annexb").map((one) => [one.id, one] as const))("an Annex B stream is split: %s", (_id, from) => {
  expect(splitAnnexB(bytesOf(from.input)).map((nal) => hexOf(nal))).toEqual(from.expect.nals);
});

test.each(all.filter((one) => one.kind === "sps").map((one) => [one.id, one] as const))("an H.265 SPS is read: %s", (_id, from) => {
  if (from.expect.error) {
    expect(() => readH265Sps(bytesOf(from.nal))).toThrow(/SPS is damaged/);
    return;
  }
  const sps = readH265Sps(bytesOf(from.nal));
  const { codec, width, height, vuiTiming } = from.expect;
  expect({ codec: hevcCodecString(sps.general), width: sps.width, height: sps.height, vuiTiming: sps.frameDuration }).toEqual({ codec, width, height, vuiTiming });
});

test.each(all.filter((one) => one.kind === "hvcc").map((one) => [one.id, one] as const))("an hvcC is written as expected: %s", (_id, from) => {
  const sps = bytesOf(from.sps);
  expect(hexOf(writeHevcConfig(readH265Sps(sps), bytesOf(from.vps), sps, [bytesOf(from.pps)]))).toBe(from.expect.hvcC);
});

interface SdpCase {
  id: string;
  input: string;
  expect: { streams?: { encoding: string; clockRate: number; channels: number | null; payloadType: number; params: Record<string, unknown> | null }[] };
}

test("the formats of every SDP give the parameters expected of them", () => {
  for (const from of cases("sdp.json") as unknown as SdpCase[]) {
    for (const stream of from.expect.streams ?? []) {
      if (stream.params === null) continue;
      const candidates = [...from.input.matchAll(new RegExp(`^a=fmtp:${stream.payloadType} +(.*?)\\r?$`, "gm"))].map((match) => match[1] ?? null);
      const got = [null, ...candidates].map((fmtp) => {
        try {
          return describeParams(openDepacketizer({ ...stream, fmtp }).params);
        } catch {
          return null;
        }
      });
      expect(got, `${from.id} ${stream.encoding}`).toContainEqual(expect.objectContaining(stream.params));
    }
  }
});

interface StreamCase {
  audioFmtp: string;
  videoFmtp: string;
  inputBase64: string;
  expect: Record<"video" | "audio", { ts: number; len: number; sha256: string; key?: boolean; samples?: number }[]>;
}

test("a whole interleaved stream gives every unit of video and audio, byte for byte", () => {
  for (const from of cases("stream.json") as unknown as StreamCase[]) {
    const input = Buffer.from(from.inputBase64, "base64");
    const video = openDepacketizer({ encoding: "h264", clockRate: 90000, fmtp: from.videoFmtp });
    const audio = openDepacketizer({ encoding: "mpeg4-generic", clockRate: 12000, channels: 2, fmtp: from.audioFmtp });
    const units: Record<"video" | "audio", unknown[]> = { video: [], audio: [] };
    for (let at = 0; at + 4 <= input.byteLength; ) {
      const channel = input[at + 1] ?? 0;
      const end = at + 4 + input.readUInt16BE(at + 2);
      const packet = input.subarray(at + 4, end);
      at = end;
      if (channel % 2 === 1) continue;
      (channel === 2 ? video : audio).push(
        { timestamp: packet.readUInt32BE(4), loss: 0, marker: ((packet[1] ?? 0) & 0x80) !== 0, payload: packet.subarray(12) },
        {
          unit(unit) {
            const sha256 = createHash("sha256").update(Buffer.concat(unit.parts)).digest("hex").slice(0, 32);
            const known = { ts: unit.timestamp, len: unit.sizeBytes, sha256 };
            units[unit.kind].push(unit.kind === "video" ? { ...known, key: unit.key } : { ...known, samples: unit.samples });
          },
          fault: (message) => expect.unreachable(message),
        },
      );
    }
    expect(units).toEqual(from.expect);
  }
});
