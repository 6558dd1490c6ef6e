import { boxesIn, findBox, viewOf, type Box } from "./box.ts";
import { av1CodecString, avcCodecString, hevcCodecString, vp9CodecString } from "./codec-string.ts";
import { readAudioConfig } from "./aac-config.ts";
import { MediaFormatError } from "./media-format-error.ts";

/** What one sample entry says about its track. */
export interface SampleEntry {
  codec: string;
  width: number;
  height: number;
}

const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;

/** Reads the first entry of an stsd box (ISO 14496-12, 8.5.2; -15 for avcC and hvcC; -14 for esds). */
export function readSampleEntry(bytes: Uint8Array, stsd: Box, kind: "video" | "audio"): SampleEntry {
  const entry = boxesIn(bytes, stsd.bodyStart + 8, stsd.end).next().value;
  if (!entry) throw new MediaFormatError("expected a sample entry in stsd, found none");
  if (kind === "audio") return { codec: audioCodec(bytes, entry), width: 0, height: 0 };
  const view = viewOf(bytes);
  const width = view.getUint16(entry.bodyStart + 24);
  const height = view.getUint16(entry.bodyStart + 26);
  return { codec: videoCodec(bytes, entry), width, height };
}

function configBox(bytes: Uint8Array, entry: Box, fieldsBytes: number, type: string): Uint8Array {
  const inside: Box = { ...entry, bodyStart: entry.bodyStart + fieldsBytes };
  const box = findBox(bytes, type, inside);
  if (box === null) throw new MediaFormatError(`expected a box ${type} in the sample entry ${entry.type}, found none`);
  return bytes.subarray(box.bodyStart, box.end);
}

function videoCodec(bytes: Uint8Array, entry: Box): string {
  const config = (type: string): DataView => viewOf(configBox(bytes, entry, VISUAL_ENTRY_BYTES, type));
  switch (entry.type) {
    case "avc1":
    case "avc3": {
      const avcC = config("avcC");
      return avcCodecString(avcC.getUint8(1), avcC.getUint8(2), avcC.getUint8(3)).replace("avc1", entry.type);
    }
    case "hvc1":
    case "hev1":
      return hevcCodecString(configBox(bytes, entry, VISUAL_ENTRY_BYTES, "hvcC").subarray(1, 13)).replace("hvc1", entry.type);
    case "vp09": {
      const vpcC = config("vpcC");
      return vp9CodecString(vpcC.getUint8(4), vpcC.getUint8(5), vpcC.getUint8(6) >> 4);
    }
    case "av01": {
      const av1C = config("av1C");
      return av1CodecString(av1C.getUint8(1), av1C.getUint8(2));
    }
    default:
      return entry.type;
  }
}

function audioCodec(bytes: Uint8Array, entry: Box): string {
  if (entry.type === "Opus") return "opus";
  if (entry.type === "fLaC") return "flac";
  if (entry.type !== "mp4a") return entry.type;
  return elementaryStreamCodec(configBox(bytes, entry, AUDIO_ENTRY_BYTES, "esds"));
}

const ES_DESCRIPTOR = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC = 5;
const MPEG4_AUDIO = 0x40;

/** Walks the nested descriptors of an esds box (ISO 14496-1, 7.2.6) down to the AudioSpecificConfig. */
function elementaryStreamCodec(esds: Uint8Array): string {
  const view = viewOf(esds);
  let at = 4;
  let objectType = 0;
  while (at < esds.byteLength) {
    const tag = view.getUint8(at);
    const { length, next } = descriptorLength(view, at + 1);
    if (tag === ES_DESCRIPTOR) at = next + 3 + optionalFieldsBytes(view, next);
    else if (tag === DECODER_CONFIG) {
      objectType = view.getUint8(next);
      if (objectType !== MPEG4_AUDIO) return `mp4a.${objectType.toString(16)}`;
      at = next + 13;
    } else if (tag === DECODER_SPECIFIC && objectType === MPEG4_AUDIO) {
      return `mp4a.40.${readAudioConfig(esds.subarray(next, next + length)).objectType}`;
    } else at = next + length;
  }
  throw new MediaFormatError(`expected a decoder configuration in esds, found none in ${esds.byteLength} bytes`);
}

function optionalFieldsBytes(view: DataView, at: number): number {
  const flags = view.getUint8(at + 2);
  const dependsOn = (flags & 0x80) === 0 ? 0 : 2;
  const url = (flags & 0x40) === 0 ? 0 : 1 + view.getUint8(at + 3 + dependsOn);
  const clock = (flags & 0x20) === 0 ? 0 : 2;
  return dependsOn + url + clock;
}

function descriptorLength(view: DataView, start: number): { length: number; next: number } {
  let length = 0;
  for (let at = start; at < start + 4; at += 1) {
    const byte = view.getUint8(at);
    length = length * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { length, next: at + 1 };
  }
  return { length, next: start + 4 };
}
