export interface RtpEncoding {
  /** In lower case. */
  encoding: string;
  clockRate: number;
  /** null: not audio, or not said. */
  channels: number | null;
}

const audio = (encoding: string, clockRate: number, channels = 1): RtpEncoding => ({ encoding, clockRate, channels });
const video = (encoding: string): RtpEncoding => ({ encoding, clockRate: 90_000, channels: null });

/** Payload types that need no rtpmap (RFC 3551 6, tables 4 and 5). */
export const STATIC_PAYLOAD_TYPES: ReadonlyMap<number, RtpEncoding> = new Map([
  [0, audio("pcmu", 8_000)],
  [3, audio("gsm", 8_000)],
  [4, audio("g723", 8_000)],
  [5, audio("dvi4", 8_000)],
  [6, audio("dvi4", 16_000)],
  [7, audio("lpc", 8_000)],
  [8, audio("pcma", 8_000)],
  // 8000 although it samples at 16 kHz: an error of RFC 1890 that is kept (RFC 3551 4.5.2).
  [9, audio("g722", 8_000)],
  [10, audio("l16", 44_100, 2)],
  [11, audio("l16", 44_100)],
  [12, audio("qcelp", 8_000)],
  [13, audio("cn", 8_000)],
  [14, { encoding: "mpa", clockRate: 90_000, channels: null }],
  [15, audio("g728", 8_000)],
  [16, audio("dvi4", 11_025)],
  [17, audio("dvi4", 22_050)],
  [18, audio("g729", 8_000)],
  [25, video("celb")],
  [26, video("jpeg")],
  [28, video("nv")],
  [31, video("h261")],
  [32, video("mpv")],
  [33, video("mp2t")],
  [34, video("h263")],
]);
