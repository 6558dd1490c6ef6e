import type { ReadyCamera, ReadySource } from "../config/read-config.ts";
import { FfmpegSource } from "../ffmpeg/ffmpeg-source.ts";
import type { Source } from "../source.ts";

/** The source that a camera's setting asks for. */
export function makeSource(source: ReadySource, camera: Pick<ReadyCamera, "audio">): Source {
  if (source.kind === "rtsp") throw new Error("RTSP follows");
  return new FfmpegSource(source, camera.audio);
}
