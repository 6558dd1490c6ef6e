/** What ffmpeg has to know of one drawn camera. */
export interface EncoderInput {
  width: number;
  height: number;
  framesPerSecond: number;
}

const GOP_S = 1;

/** Where one encoding of the picture goes. */
export interface EncoderTarget {
  kind: "rtsp" | "rtmp" | "srt";
  url: string;
  /** Smaller than the picture that is drawn: a sub stream. */
  size?: { width: number; height: number };
  sound?: boolean;
}

/**
 * Command line of one encoder: raw frames on standard input, H.264 pushed out
 * as a camera would: a key frame every second, no B-frames, one thread. Sound
 * is the murmur of a room.
 */
export function encoderArguments({ width, height, framesPerSecond }: EncoderInput, targets: readonly EncoderTarget[]): string[] {
  const sound = targets.some((target) => target.sound === true);
  return [
    "-hide_banner -loglevel error -nostats",
    `-f rawvideo -pix_fmt yuv420p -video_size ${width}x${height} -framerate ${framesPerSecond}`,
    // Frames keep the moment at which they were drawn: a late one is late, not renumbered.
    "-use_wallclock_as_timestamps 1 -i pipe:0",
    ...(sound ? ["-re -f lavfi -i anoisesrc=color=brown:amplitude=0.03:sample_rate=16000"] : []),
    ...targets.map((target) => output(target, framesPerSecond)),
  ].flatMap((options) => options.split(" "));
}

function output({ kind, url, size, sound }: EncoderTarget, framesPerSecond: number): string {
  const gop = String(GOP_S * framesPerSecond);
  return [
    "-map 0:v",
    ...(size === undefined ? [] : [`-vf scale=${size.width}:${size.height}:flags=fast_bilinear`]),
    "-fps_mode passthrough -c:v libx264 -preset ultrafast -tune zerolatency -threads 1 -crf 25 -maxrate 1500k -bufsize 1500k",
    `-g ${gop} -keyint_min ${gop} -sc_threshold 0 -bf 0 -pix_fmt yuv420p`,
    ...(sound === true ? ["-map 1:a -c:a aac -ac 1 -b:a 32k"] : []),
    `${FORMATS[kind]} ${url}`,
  ].join(" ");
}

const FORMATS: Readonly<Record<EncoderTarget["kind"], string>> = { rtsp: "-f rtsp -rtsp_transport tcp", rtmp: "-f flv", srt: "-f mpegts" };
