import { splitAnnexB, withoutEmulationPrevention } from "../../../../shared/media/annex-b.ts";
import { BitReader } from "../../../../shared/media/bit-reader.ts";
import { MediaFormatError } from "../../../../shared/media/media-format-error.ts";
import type { VideoParams } from "./stream-params.ts";
import type { ParameterSetBytes, VideoCodec } from "./video-codec.ts";

/** The parameter sets in force: first those of the SDP, then whatever comes in band, which wins. */
export class ParameterSets {
  private readonly codec: VideoCodec;
  private sets: ParameterSetBytes = new Map();
  private current: VideoParams | null = null;

  constructor(codec: VideoCodec) {
    this.codec = codec;
  }

  get params(): VideoParams | null {
    return this.current;
  }

  /** Takes base64 sets of the SDP; all or none of them, because half of a set of sets would be wrong sets. */
  takeFromSdp(values: readonly (string | undefined)[]): void {
    const nals = values.flatMap((value) => (value ?? "").split(",")).flatMap((text) => decodeSet(text));
    const known = nals.filter((nal) => this.codec.isParameterSet(this.codec.typeOf(nal[0] ?? 0)));
    try {
      this.take(known);
    } catch (error) {
      // The SDP is only a first hint; sets in band follow with the first key frame.
      if (!(error instanceof MediaFormatError)) throw error;
    }
    if (this.current === null) this.sets = new Map();
  }

  /**
   * Takes the sets of one access unit; true if something changed. Identical repeats are no change.
   * @throws MediaFormatError if they cannot be used: the sets before stay in force.
   */
  take(nals: readonly Uint8Array[]): boolean {
    if (nals.length === 0) return false;
    const merged = new Map(this.sets);
    let changed = false;
    for (const nal of nals) {
      const type = this.codec.typeOf(nal[0] ?? 0);
      const known = merged.get(type) ?? [];
      if (known.some((set) => sameBytes(set, nal))) continue;
      const others = type === this.codec.ppsType ? known.filter((set) => this.ppsId(set) !== this.ppsId(nal)) : [];
      merged.set(type, [...others, nal]);
      changed = true;
    }
    if (!changed) return false;
    this.current = this.codec.readParams(merged) ?? this.current;
    this.sets = merged;
    return this.current !== null;
  }

  private ppsId(pps: Uint8Array): number {
    const start = pps.subarray(this.codec.headerBytes, this.codec.headerBytes + 8);
    try {
      return new BitReader(withoutEmulationPrevention(start)).unsignedGolomb();
    } catch (error) {
      if (error instanceof RangeError) return -1;
      throw error;
    }
  }
}

/** Cameras put start codes before or after a set, or something that is no base64 at all. */
function decodeSet(text: string): Uint8Array[] {
  try {
    return splitAnnexB(Buffer.from(text.trim(), "base64"));
  } catch (error) {
    if (error instanceof MediaFormatError) return [];
    throw error;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}
