/** What ffmpeg has to know of one drawn camera. */
export interface EncoderInput {
  width: number;
  height: number;
  framesPerSecond: number;
}

const GOP_S = 1;

/**
 * Command line of one encoder: raw frames on standard input, H.264 pushed out
 * as a camera would: a key frame every second, no B-frames, one thread.
 */
export function encoderArguments({ width, height, framesPerSecond }: EncoderInput, target: EncoderTarget): string[] {
  const gop = String(GOP_S * framesPerSecond);
  return [
    "-hide_banner -loglevel error -nostats",
    `-f rawvideo -pix_fmt yuv420p -video_size ${width}x${height} -framerate ${framesPerSecond}`,
    // Frames keep the moment at which they were drawn: a late one is late, not renumbered.
    "-use_wallclock_as_timestamps 1 -i pipe:0 -fps_mode passthrough",
    "-c:v libx264 -preset ultrafast -tune zerolatency -threads 1 -crf 25 -maxrate 1500k -bufsize 1500k",
    `-g ${gop} -keyint_min ${gop} -sc_threshold 0 -bf 0 -pix_fmt yuv420p`,
  ]
    .flatMap((options) => options.split(" "))
    .concat(outputs(target));
}

export interface EncoderTarget {
  kind: "rtsp" | "rtmp" | "srt";
  url: string;
}

function outputs({ kind, url }: EncoderTarget): string[] {
  switch (kind) {
    case "rtsp":
      return ["-f", "rtsp", "-rtsp_transport", "tcp", url];
    case "rtmp":
      return ["-f", "flv", url];
    case "srt":
      return ["-f", "mpegts", url];
  }
}
