import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * A 60 s clip of 720p25 H.264 at 2 Mbit/s constant rate, GOP 2 s, no B-frames:
 * what a camera of an examination room sends. Made once and cached, so that
 * encoding never runs beside a measurement.
 */
export function cameraClip(cacheDirectory: string): string {
  mkdirSync(cacheDirectory, { recursive: true });
  const path = join(cacheDirectory, "camera-720p25-2mbit.mp4");
  if (existsSync(path)) return path;
  execFileSync("ffmpeg", [
    "-hide_banner", "-loglevel", "error", "-y",
    "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=60,noise=alls=12:allf=t",
    "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "50", "-keyint_min", "50", "-sc_threshold", "0",
    "-b:v", "2M", "-minrate", "2M", "-maxrate", "2M", "-bufsize", "1M", "-x264-params", "nal-hrd=cbr",
    "-pix_fmt", "yuv420p", "-movflags", "+faststart", path,
  ]);
  return path;
}
