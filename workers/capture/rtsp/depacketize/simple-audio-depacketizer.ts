import type { Depacketizer, MediaPacket, UnitSink } from "./depacketizer.ts";
import type { AudioParams } from "./stream-params.ts";

/** Audio whose packets are whole units of any length; the marker only says that talk begins (RFC 3551 4.1). */
export class SimpleAudioDepacketizer implements Depacketizer {
  readonly kind = "audio";
  readonly params: AudioParams;
  private readonly bitsPerFrame: number;
  private pendingLoss = 0;

  /** `bitsPerSample` counts per RTP tick and channel. */
  constructor(clockRate: number, channels: number, bitsPerSample: number) {
    this.bitsPerFrame = bitsPerSample * channels;
    this.params = { type: "audio", codec: null, sampleRate: clockRate, channels, frameLength: null, audioSpecificConfig: null };
  }

  push(packet: MediaPacket, sink: UnitSink): void {
    this.pendingLoss += packet.loss;
    const sizeBytes = packet.payload.byteLength;
    const samples = (sizeBytes * 8) / this.bitsPerFrame;
    if (sizeBytes === 0 || !Number.isInteger(samples)) {
      sink.fault(`expected whole audio frames of ${this.bitsPerFrame} bits, got ${sizeBytes} bytes`);
      return;
    }
    const loss = this.pendingLoss;
    this.pendingLoss = 0;
    sink.unit({ kind: "audio", timestamp: packet.timestamp, loss, samples, parts: [Uint8Array.from(packet.payload)], sizeBytes });
  }

  flush(): void {
    this.reset();
  }

  reset(): void {
    this.pendingLoss = 0;
  }
}
