import { readAudioConfig, type AudioConfig } from "../../../../shared/media/aac-config.ts";
import { MediaFormatError } from "../../../../shared/media/media-format-error.ts";
import { adtsFrames } from "./adts.ts";
import { DepacketizerRefused, PayloadRefused, type Depacketizer, type MediaPacket, type UnitSink } from "./depacketizer.ts";
import type { AudioParams } from "./stream-params.ts";

interface Fragment {
  timestamp: number;
  sizeBytes: number;
  haveBytes: number;
  parts: Uint8Array[];
  /** Packets lost just before it: its start may be missing. */
  afterLoss: boolean;
}

/** SBR and PS as the first object type: the length of a unit then depends on how the decoder counts. */
const HIGH_EFFICIENCY = new Set([5, 29]);
const SIZE_BITS = 13;
const HEADER_BYTES = 2;

/** AAC-hbr of RFC 3640 3.3.6: AU headers of 13 bits size and 3 bits index, no interleaving. */
export class AacDepacketizer implements Depacketizer {
  readonly kind = "audio";
  readonly params: AudioParams;
  private readonly frameTicks: number;
  private readonly frameLength: number;
  private fragment: Fragment | null = null;
  private pendingLoss = 0;

  /** @throws DepacketizerRefused if the parameters are missing, or not those of AAC-hbr. */
  constructor(fmtp: ReadonlyMap<string, string>, clockRate: number) {
    const { config, bytes } = readConfig(fmtp);
    this.frameLength = config.frameLength;
    this.frameTicks = Math.round((config.frameLength * clockRate) / config.sampleRate);
    this.params = {
      type: "audio",
      codec: `mp4a.40.${config.objectType}`,
      sampleRate: config.sampleRate,
      channels: config.channels,
      frameLength: config.frameLength,
      audioSpecificConfig: bytes,
    };
  }

  push(packet: MediaPacket, sink: UnitSink): void {
    if (packet.loss > 0) {
      this.pendingLoss += packet.loss;
      this.fragment = null;
    }
    try {
      this.read(packet, sink);
    } catch (error) {
      if (!(error instanceof PayloadRefused)) throw error;
      this.fragment = null;
      sink.fault(error.message);
    }
  }

  /** A started fragment can never be whole without its end. */
  flush(): void {
    this.reset();
  }

  reset(): void {
    this.fragment = null;
  }

  private read(packet: MediaPacket, sink: UnitSink): void {
    const { payload } = packet;
    const adts = adtsFrames(payload);
    if (adts !== null) {
      for (const [index, frame] of adts.entries()) this.emit(packet.timestamp + index * this.frameTicks, [frame], sink);
      return;
    }
    if (payload.byteLength < HEADER_BYTES) throw new PayloadRefused(`expected the AU headers' length in 2 bytes, got ${payload.byteLength}`);
    const headerBits = word(payload, 0);
    const count = headerBits / (HEADER_BYTES * 8);
    const dataStart = HEADER_BYTES + count * HEADER_BYTES;
    if (!Number.isInteger(count) || count === 0) throw new PayloadRefused(`expected AU headers of a multiple of 16 bits, got ${headerBits} bits`);
    if (dataStart > payload.byteLength) throw new PayloadRefused(`expected ${headerBits} bits of AU headers, got a packet of ${payload.byteLength} bytes`);
    const firstSize = word(payload, HEADER_BYTES) >> 3;
    const fragmented = count === 1 && (this.fragment !== null || firstSize > payload.byteLength - dataStart);
    if (fragmented) this.addFragment(packet, firstSize, payload.subarray(dataStart), sink);
    else this.readWhole(packet, count, dataStart, sink);
  }

  private readWhole(packet: MediaPacket, count: number, dataStart: number, sink: UnitSink): void {
    const { payload } = packet;
    if (this.fragment !== null) throw new PayloadRefused("expected the next fragment of an AAC unit, got whole units");
    let at = dataStart;
    for (let index = 0; index < count; index += 1) {
      const header = word(payload, HEADER_BYTES + index * HEADER_BYTES);
      const end = at + (header >> 3);
      if ((header & 7) !== 0) throw new PayloadRefused(`expected AU-index 0, got ${header & 7}: interleaved AAC is not supported`);
      if (end > payload.byteLength) throw new PayloadRefused(`expected ${end} bytes for ${count} AAC units, got ${payload.byteLength}`);
      if (end > at) this.emit(packet.timestamp + index * this.frameTicks, [payload.subarray(at, end)], sink);
      at = end;
    }
  }

  private addFragment(packet: MediaPacket, sizeBytes: number, body: Uint8Array, sink: UnitSink): void {
    let fragment = this.fragment;
    if (fragment !== null && fragment.timestamp !== packet.timestamp) {
      sink.fault(`expected more of an AAC unit at ${fragment.timestamp}, got timestamp ${packet.timestamp}: the unit is dropped`);
      this.fragment = null;
      this.read(packet, sink);
      return;
    }
    fragment ??= { timestamp: packet.timestamp, sizeBytes, haveBytes: 0, parts: [], afterLoss: packet.loss > 0 };
    if (fragment.sizeBytes !== sizeBytes) throw new PayloadRefused(`expected a fragment of an AAC unit of ${fragment.sizeBytes} bytes, got one of ${sizeBytes}`);
    fragment.parts.push(Uint8Array.from(body));
    fragment.haveBytes += body.byteLength;
    this.fragment = fragment;
    if (fragment.haveBytes > sizeBytes) throw new PayloadRefused(`expected ${sizeBytes} bytes in the fragments of an AAC unit, got ${fragment.haveBytes}`);
    if (fragment.haveBytes === sizeBytes) {
      this.fragment = null;
      this.emit(fragment.timestamp, fragment.parts, sink);
    } else if (packet.marker) {
      this.fragment = null;
      if (!fragment.afterLoss) throw new PayloadRefused(`expected ${sizeBytes} bytes of an AAC unit at the marker, got ${fragment.haveBytes}`);
    }
  }

  private emit(timestamp: number, parts: Uint8Array[], sink: UnitSink): void {
    const whole = parts.length === 1 ? (adtsFrames(parts[0] ?? new Uint8Array(0))?.slice(0, 1) ?? parts) : parts;
    const sizeBytes = whole.reduce((sum, part) => sum + part.byteLength, 0);
    const loss = this.pendingLoss;
    this.pendingLoss = 0;
    // Copies: payloads live in the memory that the next read goes to.
    sink.unit({ kind: "audio", timestamp, loss, samples: this.frameLength, parts: whole.map((part) => Uint8Array.from(part)), sizeBytes });
  }
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function readConfig(fmtp: ReadonlyMap<string, string>): { config: AudioConfig; bytes: Uint8Array } {
  const mode = fmtp.get("mode")?.toLowerCase();
  const size = fmtp.get("sizelength");
  // Anpviz leaves the mode out; with the sizes of AAC-hbr given there is no doubt.
  if (mode !== "aac-hbr" && !(mode === undefined && size === String(SIZE_BITS))) {
    throw new DepacketizerRefused(`expected mode=AAC-hbr in the AAC format parameters, got ${mode ?? "none"}: this audio is left out`);
  }
  for (const [key, expected] of [["sizelength", "13"], ["indexlength", "3"], ["indexdeltalength", "3"]] as const) {
    const got = fmtp.get(key);
    if (got !== expected) throw new DepacketizerRefused(`expected ${key}=${expected} in the AAC format parameters, got ${got ?? "none"}: this audio is left out`);
  }
  const hex = fmtp.get("config") ?? "";
  if (!/^([0-9a-f]{2})+$/i.test(hex)) throw new DepacketizerRefused(`expected config=<hex> in the AAC format parameters, got "${hex}": this audio is left out`);
  const bytes = new Uint8Array(Buffer.from(hex, "hex"));
  try {
    const config = readAudioConfig(bytes);
    if (HIGH_EFFICIENCY.has(config.objectType)) throw new MediaFormatError(`expected AAC-LC, got HE-AAC (object type ${config.objectType}): choose AAC-LC in the camera`);
    return { config, bytes };
  } catch (error) {
    if (!(error instanceof MediaFormatError)) throw error;
    throw new DepacketizerRefused(`${error.message}; this audio is left out`, { cause: error });
  }
}
