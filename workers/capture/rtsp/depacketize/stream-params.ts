/** What is known of a video stream once its parameter sets are there. Sizes in pixels. */
export interface VideoParams {
  type: "video";
  /** RFC 6381: "avc1.64001F", "hvc1.1.6.L90.B0". */
  codec: string;
  /** Shown size, after cropping. */
  width: number;
  height: number;
  codedWidth: number;
  codedHeight: number;
  pixelAspectRatio: [number, number] | null;
  /** Seconds per frame as a fraction, from the VUI; often wrong, for information only. */
  frameDuration: [number, number] | null;
  /** How many frames may come before one that is shown earlier; null = not said. */
  maxReorderFrames: number | null;
  sampleEntry: "avc1" | "hvc1";
  /** Payload of avcC or hvcC. */
  decoderConfig: Uint8Array;
  /** H.265 only. */
  vps: Uint8Array | null;
  sps: Uint8Array;
  /** The last one that came; decoderConfig has all. */
  pps: Uint8Array;
}

export interface AudioParams {
  type: "audio";
  /** RFC 6381; null for what MP4 players do not play (G.711 and the like). */
  codec: string | null;
  sampleRate: number;
  channels: number;
  /** Samples in every unit; null if units vary. */
  frameLength: number | null;
  /** AAC only. */
  audioSpecificConfig: Uint8Array | null;
}

/** ONVIF metadata and the like. */
export interface MessageParams {
  type: "message";
}

export type StreamParams = VideoParams | AudioParams | MessageParams;
