import { MediaFormatError } from "../../../../shared/media/media-format-error.ts";
import { PayloadRefused, type Depacketizer, type MediaPacket, type UnitSink } from "./depacketizer.ts";
import type { ParameterSets } from "./parameter-sets.ts";
import { SpareBuffers } from "./spare-buffers.ts";
import type { VideoParams } from "./stream-params.ts";
import { UnitInProgress } from "./unit-in-progress.ts";
import type { RtpPayload, VideoCodec } from "./video-codec.ts";

/** Missing markers must not let a unit grow without end; larger than any key frame of a 4K camera. */
const MAX_UNIT_BYTES = 6 * 1024 * 1024;

/** H.264 and H.265 packets to access units; what real cameras do wrong and how it is taken is in README.md. */
export class VideoDepacketizer implements Depacketizer {
  readonly kind = "video";
  private readonly codec: VideoCodec;
  private readonly sets: ParameterSets;
  private readonly spare = new SpareBuffers();
  private unit: UnitInProgress | null = null;
  /** A fragmented NAL unit of `unit` is open. */
  private inFragment = false;
  /** Every packet of this timestamp is dropped: part of its unit is missing or damaged. */
  private skippedTimestamp: number | null = null;
  private pendingLoss = 0;
  private seenStart = false;

  constructor(codec: VideoCodec, sets: ParameterSets) {
    this.codec = codec;
    this.sets = sets;
  }

  get params(): VideoParams | null {
    return this.sets.params;
  }

  push(packet: MediaPacket, sink: UnitSink): void {
    this.noteLoss(packet);
    if (this.isSkipped(packet)) return;
    if (this.unit !== null && this.unit.timestamp !== packet.timestamp) this.onNewTimestamp(packet, sink);
    try {
      // An empty packet carries nothing that could be damaged; its marker still counts.
      if (packet.payload.byteLength > 0) this.add(packet);
      if (packet.marker) this.onMarker(sink);
    } catch (error) {
      if (!(error instanceof PayloadRefused || error instanceof MediaFormatError)) throw error;
      sink.fault(error.message);
      this.dropUnit(packet);
    }
  }

  flush(sink: UnitSink): void {
    if (!this.inFragment && this.unit?.hasPicture) this.finish(sink);
    this.reset();
  }

  reset(): void {
    this.unit = null;
    this.inFragment = false;
    this.skippedTimestamp = null;
  }

  private noteLoss(packet: MediaPacket): void {
    if (packet.loss === 0) return;
    this.pendingLoss += packet.loss + (this.unit?.loss ?? 0);
    const inside = this.unit?.timestamp === packet.timestamp;
    this.unit = null;
    this.inFragment = false;
    if (inside) this.skippedTimestamp = packet.timestamp;
  }

  private isSkipped(packet: MediaPacket): boolean {
    if (this.skippedTimestamp === null) return false;
    const same = this.skippedTimestamp === packet.timestamp;
    if (!same || packet.marker) this.skippedTimestamp = null;
    return same;
  }

  private onNewTimestamp(packet: MediaPacket, sink: UnitSink): void {
    if (this.inFragment) {
      sink.fault(`expected the rest of a fragmented NAL unit, got timestamp ${packet.timestamp} after ${this.unit?.timestamp}: the unit is dropped`);
      this.forgetUnit();
    } else if (this.unit?.hasPicture) this.finish(sink);
    // What came before a picture takes the picture's time: cameras stamp parameter sets with the frame before.
    if (this.unit !== null) this.unit.timestamp = packet.timestamp;
  }

  private add(packet: MediaPacket): void {
    const payload = this.codec.readPayload(packet.payload);
    if (payload.kind === "fragment") {
      this.addFragment(payload, packet);
      return;
    }
    this.seenStart = true;
    if (this.inFragment) throw new PayloadRefused("expected the next fragment of a NAL unit, got a whole one: the unit is dropped");
    const unit = this.unitFor(packet);
    for (const nal of payload.kind === "aggregate" ? payload.nals : [packet.payload]) {
      unit.openNal();
      unit.append(nal);
      unit.closeNal();
    }
    checkSize(unit);
  }

  private addFragment(payload: RtpPayload & { kind: "fragment" }, packet: MediaPacket): void {
    if (payload.start) {
      if (this.inFragment) throw new PayloadRefused("expected the next fragment of a NAL unit, got the start of another: the unit is dropped");
      this.codec.checkNal(payload.header);
      this.inFragment = true;
      this.seenStart = true;
      const begun = this.unitFor(packet);
      begun.openNal();
      begun.append(payload.header);
    }
    const { unit } = this;
    if (!this.inFragment || unit === null) {
      this.skipMissingStart(packet);
      return;
    }
    // Type and flags of later fragments are not looked at: some cameras (Tiandy, Longse) write nonsense there.
    unit.append(packet.payload.subarray(payload.bodyStart));
    checkSize(unit);
    if (payload.end) {
      this.inFragment = false;
      unit.closeNal();
    } else if (packet.marker) throw new PayloadRefused("expected the end of a fragmented NAL unit at the marker, got a fragment without end bit");
  }

  /** Silent where loss, or joining the stream in mid-unit, explains it. */
  private skipMissingStart(packet: MediaPacket): void {
    const explained = packet.loss > 0 || !this.seenStart;
    if (!explained) throw new PayloadRefused("expected the start of a fragmented NAL unit, got a later fragment: the unit is dropped");
    this.dropUnit(packet);
  }

  private unitFor(packet: MediaPacket): UnitInProgress {
    if (this.unit === null) {
      this.unit = new UnitInProgress(this.codec, this.spare, packet.timestamp, this.pendingLoss);
      this.pendingLoss = 0;
    }
    return this.unit;
  }

  private onMarker(sink: UnitSink): void {
    if (!this.inFragment && this.unit?.hasPicture) this.finish(sink);
  }

  private finish(sink: UnitSink): void {
    const unit = this.unit;
    if (unit === null) return;
    this.unit = unit.next();
    try {
      const newParams = this.sets.take(unit.parameterSets);
      sink.unit(unit.finish(newParams));
    } catch (error) {
      if (!(error instanceof MediaFormatError)) throw error;
      this.pendingLoss += unit.loss;
      sink.fault(`${error.message}; the access unit with it is dropped, the parameter sets before stay in force`);
    }
  }

  private dropUnit(packet: MediaPacket): void {
    this.forgetUnit();
    if (!packet.marker) this.skippedTimestamp = packet.timestamp;
  }

  private forgetUnit(): void {
    this.pendingLoss += this.unit?.loss ?? 0;
    this.unit = null;
    this.inFragment = false;
  }
}

function checkSize(unit: UnitInProgress): void {
  if (unit.sizeBytes <= MAX_UNIT_BYTES) return;
  throw new PayloadRefused(`expected an access unit of at most ${MAX_UNIT_BYTES} bytes, got ${unit.sizeBytes}: is the marker missing?`);
}
