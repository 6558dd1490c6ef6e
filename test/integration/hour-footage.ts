import { spawnSync } from "node:child_process";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { RecordMaker } from "../../workers/capture/recorder/record-maker.ts";
import { openDepacketizer } from "../../workers/capture/rtsp/depacketize/open-depacketizer.ts";
import { AudioSamples } from "../../workers/capture/rtsp/source/audio-samples.ts";
import { encodeClip, type EncodedClip } from "../../workers/capture/rtsp/source/encoded-clip.ts";
import { StreamAssembler } from "../../workers/capture/rtsp/source/stream-assembler.ts";
import type { RecordContent } from "../../workers/capture/spool/stream-life.ts";

const SAMPLE_RATE = 16_000;
const SAMPLES_PER_UNIT = 1024;
/** AudioSpecificConfig (ISO 14496-3, 1.6.2.1): AAC LC, 16 kHz, mono. */
const AAC_LC_16K_MONO = Uint8Array.of(0x14, 0x08);
const CLIP_SECONDS = 60;
const PLAY_FROM_MS = 100;

export interface LongFootage {
  records: RecordContent[];
  frames: number;
}

/** What a camera sends between two connections, by the minute. */
export interface CameraRun {
  minutes: number;
  size: string;
  /** Silence of the camera before it, in ms; a new connection, if not 0. */
  awayMs: number;
}

/**
 * Hours of H.264 and AAC as a capture worker records them from a camera, made as fast as this machine can:
 * the worker's own depacketiser, assembler and record maker, over real encoders' output, on a clock of ours.
 */
export async function recordLong(originUs: number, startUs: number, runs: readonly CameraRun[], rate: number): Promise<LongFootage> {
  const clock = new FakeClock(startUs);
  const records: RecordContent[] = [];
  const target = { lastEndUs: null as number | null, lastInit: null as RecordContent | null, hasRoom: () => true, add: (content: RecordContent) => keep(content) };
  const keep = (content: RecordContent) => {
    records.push(content);
    if (content.kind === "init") target.lastInit = content;
    if (content.kind === "media" || content.kind === "gap") target.lastEndUs = content.startUs + content.durationUs;
  };
  const maker = new RecordMaker(target, () => clock.nowUs());
  const sound = encodeSound();
  const connect = () => new Connection({ clock, originUs, notBeforeUs: target.lastEndUs ?? startUs, emit: (event) => maker.onEvent(event) }, sound);
  let connection = connect();
  let frames = 0;
  for (const { minutes, size, awayMs } of runs) {
    if (awayMs > 0) {
      connection.assembler.end();
      maker.sourceEnded({ cause: "camera-offline", detail: "the camera was switched off", retrySoon: true });
      await clock.advance(awayMs);
      connection = connect();
    }
    const clip = encodeClip("h264", 0, size, { seconds: CLIP_SECONDS, rate });
    for (let minute = 0; minute < minutes; minute += 1) await connection.play(clip);
    frames += clip.frames * minutes;
  }
  connection.assembler.end();
  return { records, frames };
}

type Context = ConstructorParameters<typeof StreamAssembler>[0] & { clock: FakeClock };

/** One connection to the camera: its own media time from 0, sound beside the picture. */
class Connection {
  readonly assembler: StreamAssembler;
  readonly #clock: FakeClock;
  readonly #video = openDepacketizer({ encoding: "h264", clockRate: 90_000, fmtp: null });
  readonly #sound: readonly Uint8Array[];
  readonly #startMs: number;
  #playedMs = 0;
  #units = 0;

  constructor(context: Context, sound: readonly Uint8Array[]) {
    const audio = new AudioSamples({ type: "audio", codec: "mp4a.40.2", sampleRate: SAMPLE_RATE, channels: 1, frameLength: SAMPLES_PER_UNIT, audioSpecificConfig: AAC_LC_16K_MONO }, SAMPLE_RATE);
    this.assembler = new StreamAssembler(context, { fragmentMs: 200 }, audio);
    this.#clock = context.clock;
    this.#startMs = context.clock.monotonicMs() + PLAY_FROM_MS;
    this.#sound = sound;
  }

  async play(clip: EncodedClip): Promise<void> {
    let arrivedMs = -1;
    for (const packet of clip.packets) {
      const mediaMs = this.#playedMs + packet.timestamp / 90;
      if (mediaMs > arrivedMs) await this.#clock.advance(this.#startMs + mediaMs - this.#clock.monotonicMs());
      arrivedMs = mediaMs;
      this.#soundUntil(mediaMs);
      this.#video.push({ ...packet, timestamp: packet.timestamp + this.#playedMs * 90 }, {
        unit: (unit) => {
          if (unit.kind === "video" && this.#video.params?.type === "video") this.assembler.addVideo(unit, this.#video.params, this.#clock.nowUs());
        },
        fault: (message) => {
          throw new Error(message);
        },
      });
    }
    this.#playedMs += CLIP_SECONDS * 1000;
  }

  #soundUntil(mediaMs: number): void {
    for (; (this.#units * SAMPLES_PER_UNIT * 1000) / SAMPLE_RATE <= mediaMs; this.#units += 1) {
      const bytes = this.#sound[this.#units % this.#sound.length] ?? new Uint8Array();
      this.assembler.addAudio({ kind: "audio", timestamp: this.#units * SAMPLES_PER_UNIT, loss: 0, samples: SAMPLES_PER_UNIT, parts: [bytes], sizeBytes: bytes.byteLength }, this.#clock.nowUs());
    }
  }
}

/** Raw AAC units of a minute of tone. */
function encodeSound(): Uint8Array[] {
  const { stdout, status } = spawnSync("ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", `sine=sample_rate=${SAMPLE_RATE}`, "-t", "60", "-ac", "1", "-c:a", "aac", "-b:a", "32k", "-f", "adts", "pipe:1"], { maxBuffer: 1 << 24 });
  if (status !== 0) throw new Error("expected ffmpeg to make a minute of AAC");
  const units: Uint8Array[] = [];
  for (let at = 0; at + 7 <= stdout.byteLength; ) {
    // ADTS (ISO 13818-7, 6.2): 13 bits of length with the 7 bytes of header.
    const sizeBytes = ((stdout.readUInt32BE(at + 3) >> 13) & 0x1fff);
    units.push(stdout.subarray(at + 7, at + sizeBytes));
    at += sizeBytes;
  }
  return units;
}
