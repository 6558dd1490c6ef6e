import { BitReader } from "./bit-reader.ts";
import { MediaFormatError, readingBytes } from "./media-format-error.ts";

/** The fields of an MPEG-4 AudioSpecificConfig (ISO 14496-3, 1.6.2.1) that RTP and MP4 need. */
export interface AudioConfig {
  objectType: number;
  sampleRate: number;
  channels: number;
  /** Samples in one access unit. */
  frameLength: number;
}

const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
/** By channelConfiguration 1–7, and 11, 12, 14 of the 2009 amendment; 0 puts the layout into the stream itself. */
const CHANNELS = new Map([[1, 1], [2, 2], [3, 3], [4, 4], [5, 5], [6, 6], [7, 8], [11, 7], [12, 8], [14, 8]]);
const LOW_DELAY = new Set([23, 39]);
const SPECTRAL_BAND_REPLICATION = new Set([5, 29]);

/**
 * Reads an AudioSpecificConfig. With explicit SBR or PS (types 5, 29) `sampleRate` is that of the core coder, which RTP and MP4 count in.
 * @throws MediaFormatError for reserved sample rates, a layout inside the stream (channel configuration 0), or too few bytes.
 */
export function readAudioConfig(bytes: Uint8Array): AudioConfig {
  return readingBytes("AudioSpecificConfig", () => {
    const bits = new BitReader(bytes);
    const objectType = readObjectType(bits);
    const sampleRate = readSampleRate(bits);
    const configuration = bits.bits(4);
    const channels = CHANNELS.get(configuration);
    if (channels === undefined) {
      throw new MediaFormatError(`expected an AAC channel configuration of 1–7, 11, 12 or 14, got ${configuration}: choose mono or stereo in the camera`);
    }
    let coreType = objectType;
    if (SPECTRAL_BAND_REPLICATION.has(objectType)) {
      readSampleRate(bits);
      coreType = readObjectType(bits);
    }
    const short = bits.flag();
    const frameLength = LOW_DELAY.has(coreType) ? (short ? 480 : 512) : short ? 960 : 1024;
    return { objectType, sampleRate, channels, frameLength };
  });
}

function readObjectType(bits: BitReader): number {
  const objectType = bits.bits(5);
  return objectType === 31 ? 32 + bits.bits(6) : objectType;
}

function readSampleRate(bits: BitReader): number {
  const index = bits.bits(4);
  const sampleRate = index === 15 ? bits.bits(24) : SAMPLE_RATES[index];
  if (sampleRate === undefined || sampleRate === 0) {
    throw new MediaFormatError(`expected an AAC sampling frequency index of 0–12 or 15, got the reserved value ${index}`);
  }
  return sampleRate;
}
